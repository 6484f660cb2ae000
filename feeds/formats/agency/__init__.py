"""Documents of news agencies: NewsML-G2, NITF and ninjs → entries, cancellations and pictures. Pure.

The formats are the IPTC's: NewsML-G2 2.x (newsItem, packageItem, newsMessage), NITF 3.x, ninjs 2 and 3.
"""
