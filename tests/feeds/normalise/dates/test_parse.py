"""Publication times: tables of dates as feeds and pages write them."""

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.normalise.dates.derived_tables import derive_month_names, derive_weekdays
from feeds.normalise.dates.moment import Moment
from feeds.normalise.dates.parse import FUTURE_TOLERANCE, VIETNAM, date_in, understand, understand_feed_date
from feeds.normalise.dates.words import month_names, weekday_names

NOW = datetime(2026, 11, 21, 16, 0, tzinfo=UTC)  # 23:00 in Hanoi


def at(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=UTC)


MACHINE_FORMS = [
    ("2026-09-14T18:44:00Z", "2026-09-14 18:44:00", "second"),
    ("2026-09-14t18:44:00z", "2026-09-14 18:44:00", "second"),
    ("2026-09-14T18:44:00.123+07:00", "2026-09-14 11:44:00", "second"),
    ("2026-09-14T18:44:00,5+0700", "2026-09-14 11:44:00", "second"),
    ("2026-09-14T18:44+07", "2026-09-14 11:44:00", "minute"),
    ("2026-09-14T18:44:00-03:30", "2026-09-14 22:14:00", "second"),
    ("2026-09-14T24:00:00Z", "2026-09-15 00:00:00", "second"),
    ("2016-12-31T23:59:60Z", "2016-12-31 23:59:59", "second"),
    ("2026-09-14 18:44:00", "2026-09-14 11:44:00", "second"),
    ("2026-09-14 18:44:00 UTC", "2026-09-14 18:44:00", "second"),
    ("2026-09-14 18:44:00 +0700", "2026-09-14 11:44:00", "second"),
    ("20260914T184400Z", "2026-09-14 18:44:00", "second"),
    ("20260914", "2026-09-14 05:00:00", "day"),
    ("2026-09-14", "2026-09-14 05:00:00", "day"),
    ("2026/9/14", "2026-09-14 05:00:00", "day"),
    ("2026-W38-1", "2026-09-14 05:00:00", "day"),
    ("2026-257", "2026-09-14 05:00:00", "day"),
    ("2026-09-14T18:44:00+00:0", "2026-09-14 18:44:00", "second"),
    ("2026-W38-1T18:44Z", "2026-09-14 18:44:00", "minute"),
    ("2026W381T184400+0700", "2026-09-14 11:44:00", "second"),
    ("2026-257T18:44:00Z", "2026-09-14 18:44:00", "second"),
    ("2026-09-14T18:44:00+99:00", "2026-09-14 05:00:00", "day"),
    ("Mon, 14 Sep 2026 18:44:00 A", "2026-09-14 18:44:00", "second"),
    ("Mon, 14 Sep 2026 18:44:00 z", "2026-09-14 18:44:00", "second"),
    ("Mon, 14 Sep 2026 18:44:00 J", "2026-09-14 05:00:00", "day"),
    ("Mon, 14 Sep 2026 18:44:00 XYZ", "2026-09-14 05:00:00", "day"),
    ("Mon, 14 Sep 2026 18:44:00 CST", "2026-09-15 00:44:00", "second"),
    ("Mon Sep 14 18:44:00 CST 2026", "2026-09-14 05:00:00", "day"),
    ("Mon Sep 14 06:44:00 PM +07 2026", "2026-09-14 11:44:00", "second"),
    ("Mon Sep 14 2026 18:44:00 GMT+0700 (Indochina Time)", "2026-09-14 11:44:00", "second"),
    ("1789386240", "2026-09-14 11:44:00", "second"),
    ("1789386240000", "2026-09-14 11:44:00", "second"),
    ("Mon, 14 Sep 2026 18:44:00 GMT", "2026-09-14 18:44:00", "second"),
    ("Mon, 14 Sep 26 18:44:00 +0700", "2026-09-14 11:44:00", "second"),
    ("14 Sep 2026 18:44:00 +0700 (ICT)", "2026-09-14 11:44:00", "second"),
    ("Mon, 14 Sep 2026 18:44:00 +07", "2026-09-14 11:44:00", "second"),
    ("Mon, 14 Sep 2026 18:44:00 +07:00", "2026-09-14 11:44:00", "second"),
    ("Mon, 14 Sep 2026 18:44:00 GMT+7", "2026-09-14 11:44:00", "second"),
    ("Mon, 14 Sep 2026 18:44:00 GMT+0700", "2026-09-14 11:44:00", "second"),
    ("Mon, 14 Sep 2026 18:44:00 UTC+07:00", "2026-09-14 11:44:00", "second"),
    ("Mon, 14 Sep 2026 18:44:00 EST", "2026-09-14 23:44:00", "second"),
    ("Mon, 14 Sep 2026 18:44:00 -0000", "2026-09-14 18:44:00", "second"),
    ("Mon, 14 Sep 2026 18:44:00", "2026-09-14 11:44:00", "second"),
    ("Monday, 14-Sep-26 18:44:00 GMT", "2026-09-14 18:44:00", "second"),
    ("Mon Sep 14 18:44:00 2026", "2026-09-14 11:44:00", "second"),
    ("Mon Sep 14 18:44:00 ICT 2026", "2026-09-14 11:44:00", "second"),
    ("03 Apr 02 1500 GMT", "2002-04-03 15:00:00", "minute"),
    ("Sat, Dec 16 2023 02:02:33 PM", "2023-12-16 07:02:33", "second"),
    ("Sat, 07 Sep 2002 0:00:01 GMT", "2002-09-07 00:00:01", "second"),
]

NUMERALS = [
    ("23/02/2024", "2024-02-23 05:00:00", "day"),
    ("23.2.2024", "2024-02-23 05:00:00", "day"),
    ("23-2-2024", "2024-02-23 05:00:00", "day"),
    ("23/2/24", "2024-02-23 05:00:00", "day"),
    ("03/04/2024", "2024-04-03 05:00:00", "day"),
    ("12/31/2024", "2024-12-31 05:00:00", "day"),
    ("9/14/2026 6:44:00 PM", "2026-09-14 11:44:00", "second"),
    ("9/10/2026 6:44:00 PM", "2026-09-10 11:44:00", "second"),
    ("9/10/2026 6:44:00 AM", "2026-09-09 23:44:00", "second"),
    ("09/10/2026 06:44 PM", "2026-10-09 11:44:00", "minute"),
    ("14/09/2026 18:44", "2026-09-14 11:44:00", "minute"),
    ("18:44 14/09/2026", "2026-09-14 11:44:00", "minute"),
    ("14-09-2026 | 18:44 PM", "2026-09-14 11:44:00", "minute"),
    ("14/9/2026 | 08:05", "2026-09-14 01:05:00", "minute"),
    ("Thứ Hai, 14/09/2026, 18:44 (GMT+7)", "2026-09-14 11:44:00", "minute"),
    ("23/02/2024 06:44:00 SA", "2024-02-22 23:44:00", "second"),
    ("12:15 AM 23/02/2024", "2024-02-22 17:15:00", "minute"),
    ("14.09.2026 18.44", "2026-09-14 11:44:00", "minute"),
    ("5/6/98", "1998-06-05 05:00:00", "day"),
]

LANGUAGES = [
    ("vi", "ngày 14 tháng 9 năm 2026", "2026-09-14 05:00:00"),
    ("vi", "Thứ hai, ngày 14 tháng 9 năm 2026, 18 giờ 44 phút", "2026-09-14 11:44:00"),
    ("vi", "14 Tháng Chín, 2026", "2026-09-14 05:00:00"),
    ("vi", "14 tháng mười một, 2025", "2025-11-14 05:00:00"),
    ("vi", "14 thg 9, 2026, 6:44 CH", "2026-09-14 11:44:00"),
    ("vi", "6:44 chiều 14/9/2026", "2026-09-14 11:44:00"),
    ("vi", "Cập nhật lúc 08h05, 14/9/2026", "2026-09-14 01:05:00"),
    ("vi", "10g20, 14/9/2026", "2026-09-14 03:20:00"),
    ("vi", "18:44 14/9/2026 - 5 bình luận", "2026-09-14 11:44:00"),
    ("vi", "Chiều 14/9/2026, 6:44", "2026-09-14 05:00:00"),
    ("en", "Tue, 05/12/2026 - 10:20", "2026-05-12 03:20:00"),
    ("en", "Tuesday, 12/05/2026 - 10:20", "2026-05-12 03:20:00"),
    ("en", "5/12/2026, 6:44:00 PM", "2026-05-12 11:44:00"),
    ("en", "12/5/2026 10:20 (GMT+7)", "2026-05-12 03:20:00"),
    ("en", "10:20 | 12/5/2026", "2026-05-12 03:20:00"),
    ("en", "Báo Hà Giang 12/5/2026", "2026-05-12 05:00:00"),
    ("en", "VNA12/05/2026", "2026-05-12 05:00:00"),
    ("hi", "9/10/2026, 6:44 pm", "2026-10-09 11:44:00"),
    ("ko", "26. 5. 12. 오후 6:44", "2026-05-12 11:44:00"),
    ("ja", "26/05/12", "2026-05-12 05:00:00"),
    ("ja", "R8.9.14 18:44", "2026-09-14 11:44:00"),
    ("zh-Hant", "民國115年9月14日 下午6:44", "2026-09-14 11:44:00"),
    ("zh-Hans", "北京时间2026年9月14日18:44", "2026-09-14 10:44:00"),
    ("zh-Hans", "12/05/98", "1998-05-12 05:00:00"),
    ("ar", "12 مايو 2026 م 6:44 ص", "2026-05-11 23:44:00"),
    ("lo", "ວັນທີ 14 ກັນຍາ ພ.ສ. 2569", "2026-09-14 05:00:00"),
    ("en", "14 September B.E. 2569", "2026-09-14 05:00:00"),
    ("th", "14 กันยายน 2567", "2024-09-14 05:00:00"),
    ("th", "๑๔ กันยายน ๒๕๖๗", "2024-09-14 05:00:00"),
    ("th", "14 ก.ย. 2567 18:44 น.", "2024-09-14 11:44:00"),
    ("th", "14 ก.ย. 67", "2024-09-14 05:00:00"),
    ("th", "วันที่ 14 กันยายน พ.ศ. 2567 เวลา 18.44 น.", "2024-09-14 11:44:00"),
    ("th", "14 กันยายน ค.ศ. 2024", "2024-09-14 05:00:00"),
    ("th", "14/09/2567 18:44", "2024-09-14 11:44:00"),
    ("th", "14 กันยายน ค.ศ. 2024 18 นาฬิกา 44 นาที 00 วินาที", "2024-09-14 11:44:00"),
    ("lo", "9 ກຸມພາ 2026, 5 ໂມງ 8 ນາທີ", "2026-02-08 22:08:00"),
    ("id", "9 Februari 2026 05.08.00", "2026-02-08 22:08:00"),
    ("fi", "12. maaliskuuta 2024 7.12", "2024-03-12 00:12:00"),
    ("lo", "14 ກັນຍາ 2026", "2026-09-14 05:00:00"),
    ("lo", "ວັນທີ 14 ເດືອນ 9 ປີ 2026", "2026-09-14 05:00:00"),
    ("km", "ថ្ងៃទី១៤ ខែកញ្ញា ឆ្នាំ២០២៤", "2024-09-14 05:00:00"),
    ("km", "ថ្ងៃចន្ទ ទី១៤ ខែកញ្ញា ឆ្នាំ២០២៤ ម៉ោង 18:44", "2024-09-14 11:44:00"),
    ("my", "၁၄ စက်တင်ဘာ ၂၀၂၆", "2026-09-14 05:00:00"),
    ("ar", "١٤ سبتمبر ٢٠٢٤", "2024-09-14 05:00:00"),
    ("ar", "14 أيلول/سبتمبر 2024", "2024-09-14 05:00:00"),
    ("ar", "الاثنين، 14 سبتمبر، 2026، 6:44 م", "2026-09-14 11:44:00"),
    ("ar", "سبتمبر ١٤، ٢٠٢٦", "2026-09-14 05:00:00"),
    ("fa", "۱۴۰۳ شهریور ۲۴, شنبه", "2024-09-14 05:00:00"),
    ("fa", "۲۴ شهریور، ۱۴۰۳", "2024-09-14 05:00:00"),
    ("my", "၂၀၂၆ ခုနှစ်၊ စက်တင်ဘာလ ၁၄ ရက်", "2026-09-14 05:00:00"),
    ("my", "၂၀၂၆ ခုနှစ် ဩဂုတ်လ ၁၄ ရက်နေ့", "2026-08-14 05:00:00"),
    ("tl", "ika-14 ng Setyembre 2026", "2026-09-14 05:00:00"),
    ("bn", "১৪ ফেব্রুয়ারি, ২০২৬", "2026-02-14 05:00:00"),
    ("th", "วันจันทร์ที่ 14 กันยายน พุทธศักราช 2569", "2026-09-14 05:00:00"),
    ("lo", "14 ກັນຍາ ພຸດທະສັກກະລາດ 2569", "2026-09-14 05:00:00"),
    ("ar", "الخميس 14 تشرين الثاني 2024 6:44 م", "2024-11-14 11:44:00"),
    ("ar", "١٤‏/٩‏/٢٠٢٤", "2024-09-14 05:00:00"),
    ("fa", "۱۴ سپتامبر ۲۰۲۴", "2024-09-14 05:00:00"),
    ("fa", "۲۴ شهریور ۱۴۰۳", "2024-09-14 05:00:00"),
    ("fa", "۱۴۰۳/۰۶/۲۴", "2024-09-14 05:00:00"),
    ("he", "14 בספטמבר 2024", "2024-09-14 05:00:00"),
    ("zh", "2026年9月14日 18时44分", "2026-09-14 11:44:00"),
    ("zh", "二〇二六年九月十四日", "2026-09-14 05:00:00"),
    ("zh-Hant", "2026年9月14日 下午6:44", "2026-09-14 11:44:00"),
    ("ja", "令和8年9月14日", "2026-09-14 05:00:00"),
    ("ja", "2026年9月14日 午後6時44分", "2026-09-14 11:44:00"),
    ("ja", "2026/09/14(月) 18:44", "2026-09-14 11:44:00"),
    ("ko", "2026년 9월 14일 오후 6:44", "2026-09-14 11:44:00"),
    ("ko", "입력 2026.09.14 18:44", "2026-09-14 11:44:00"),
    ("hi", "14 सितंबर 2024", "2024-09-14 05:00:00"),
    ("hi", "१४ सितम्बर २०२४", "2024-09-14 05:00:00"),
    ("bn", "১৪ সেপ্টেম্বর ২০২৬", "2026-09-14 05:00:00"),
    ("id", "Senin, 14 September 2026 18:44 WIB", "2026-09-14 11:44:00"),
    ("id", "14 Agustus 2026 pukul 18.44", "2026-08-14 11:44:00"),
    ("ms", "14 Ogos 2026", "2026-08-14 05:00:00"),
    ("uk", "23 лютого 2024 р., 18:44", "2024-02-23 11:44:00"),
    ("ru", "23 февраля 2024 г., 18:44 МСК", "2024-02-23 15:44:00"),
    ("fr", "Publié le 23 févr. 2024 à 18h44", "2024-02-23 11:44:00"),
    ("fr", "1er mars 2024", "2024-03-01 05:00:00"),
    ("de", "Montag, 14. September 2026 um 18:44 Uhr", "2026-09-14 11:44:00"),
    ("es", "14 de septiembre de 2026", "2026-09-14 05:00:00"),
    ("pt", "14 de março de 2026 às 18h44", "2026-03-14 11:44:00"),
    ("it", "14 marzo 2026", "2026-03-14 05:00:00"),
    ("nl", "14 maart 2026", "2026-03-14 05:00:00"),
    ("pl", "14 września 2026", "2026-09-14 05:00:00"),
    ("cs", "14. září 2026", "2026-09-14 05:00:00"),
    ("hu", "2026. szeptember 14.", "2026-09-14 05:00:00"),
    ("fi", "14. syyskuuta 2026", "2026-09-14 05:00:00"),
    ("lt", "2026 m. rugsėjo 14 d.", "2026-09-14 05:00:00"),
    ("el", "14 Σεπτεμβρίου 2026", "2026-09-14 05:00:00"),
    ("tr", "14 Eylül 2026 Pazartesi", "2026-09-14 05:00:00"),
    ("en", "September 14, 2026", "2026-09-14 05:00:00"),
    ("en", "14th of September 2026", "2026-09-14 05:00:00"),
    ("en", "Sept 14 2026, 6 p.m.", "2026-09-14 11:00:00"),
    ("en", "Updated 6:44 PM EDT, Mon September 14, 2026", "2026-09-14 22:44:00"),
    ("vi", "23 лютого 2024", "2024-02-23 05:00:00"),
    ("vi", "星期一, 14 九月 2026 18:44:00 +0800", "2026-09-14 10:44:00"),
    ("zh-Hant", "日, 14 十二月 2025 06:44:00 +0000", "2025-12-14 06:44:00"),
    ("vi", "18:44 giờ Hà Nội, 14/9/2026", "2026-09-14 11:44:00"),
    ("vi", "18:44:00 Giờ Singapore 14 thg 9, 2026", "2026-09-14 10:44:00"),
    ("id", "Senin, 14 September 2026 18.44 WIT", "2026-09-14 09:44:00"),
    ("ja", "月, 14 9月 2026 18:44:00 +0900", "2026-09-14 09:44:00"),
    ("ko", "월, 14 9월 2026 18:44:00 +0900", "2026-09-14 09:44:00"),
    ("de", "Montag, 14. September 2026, 18:44 Uhr MESZ", "2026-09-14 16:44:00"),
    ("de", "14. September 2026, 18:44 Uhr", "2026-09-14 11:44:00"),
    ("en", "14 September 2026, 18:44 hrs IST", "2026-09-14 05:00:00"),
    ("en", "14 September 2026, 18:44 hours EDT", "2026-09-14 22:44:00"),
    ("hi", "14 September 2026, 18:44 hrs IST", "2026-09-14 13:14:00"),
    ("fr", "14 septembre 2026 à 18:44 heures HNE", "2026-09-14 23:44:00"),
    ("uk", "14 вересня 2026, 18:44 (за Києвом)", "2026-09-14 15:44:00"),
    ("ru", "14 сентября 2026, 18:44 по Москве", "2026-09-14 15:44:00"),
    ("vi", "18:44 (giờ Moscow), 14/9/2026", "2026-09-14 15:44:00"),
]

RELATIVE = [
    ("vi", "3 giờ trước", "2026-11-21 13:00:00", "minute"),
    ("vi", "hôm qua", "2026-11-20 05:00:00", "day"),
    ("vi", "hôm nay", "2026-11-21 05:00:00", "day"),
    ("vi", "Hôm qua lúc 18:44", "2026-11-20 11:44:00", "minute"),
    ("vi", "vừa xong", "2026-11-21 16:00:00", "minute"),
    ("en", "2 hours ago", "2026-11-21 14:00:00", "minute"),
    ("en", "yesterday", "2026-11-20 05:00:00", "day"),
    ("uk", "2 години тому", "2026-11-21 14:00:00", "minute"),
    ("th", "2 ชั่วโมงที่แล้ว", "2026-11-21 14:00:00", "minute"),
    ("km", "២ ម៉ោងមុន", "2026-11-21 14:00:00", "minute"),
    ("lo", "2 ຊົ່ວໂມງກ່ອນ", "2026-11-21 14:00:00", "minute"),
    ("zh", "2小时前", "2026-11-21 14:00:00", "minute"),
    ("ko", "2시간 전", "2026-11-21 14:00:00", "minute"),
    (None, "5 phút trước", "2026-11-21 15:55:00", "minute"),
    ("zh-Hant", "2 小時前", "2026-11-21 14:00:00", "minute"),
    ("zh-Hant", "45分鐘前", "2026-11-21 15:15:00", "minute"),
    ("zh-Hant", "3 個小時前", "2026-11-21 13:00:00", "minute"),
    ("zh", "2小時前", "2026-11-21 14:00:00", "minute"),
    ("zh-Hant", "2 週前", "2026-11-07 05:00:00", "day"),
    ("ms", "2 jam yang lepas", "2026-11-21 14:00:00", "minute"),
    ("ms", "3 hari yang lalu", "2026-11-18 05:00:00", "day"),
    ("ms", "sejam yang lepas", "2026-11-21 15:00:00", "minute"),
    ("lo", "2 ຊົ່ວໂມງຜ່ານມາ", "2026-11-21 14:00:00", "minute"),
    ("th", "2 สัปดาห์ที่แล้ว", "2026-11-07 05:00:00", "day"),
    ("vi", "một giờ trước", "2026-11-21 15:00:00", "minute"),
    ("vi", "khoảng 2 giờ trước", "2026-11-21 14:00:00", "minute"),
    ("es", "hace alrededor de 2 horas", "2026-11-21 14:00:00", "minute"),
    ("ar", "منذ 3 ساعات تقريباً", "2026-11-21 13:00:00", "minute"),
    ("ar", "قبل ساعة واحدة", "2026-11-21 15:00:00", "minute"),
    ("ar", "منذ دقيقتين", "2026-11-21 15:58:00", "minute"),
    ("ar", "أول أمس", "2026-11-19 05:00:00", "day"),
    ("hi", "लगभग २ घंटे पहले", "2026-11-21 14:00:00", "minute"),
    ("hi", "कल", "2026-11-20 05:00:00", "day"),
    ("ko", "한 시간 전", "2026-11-21 15:00:00", "minute"),
    ("ko", "약 2시간 전", "2026-11-21 14:00:00", "minute"),
    ("it", "l’altro ieri", "2026-11-19 05:00:00", "day"),
    ("vi", "Hôm kia", "2026-11-19 05:00:00", "day"),
    ("lo", "ມື້ນີ້", "2026-11-21 05:00:00", "day"),
    ("km", "ឥឡូវ\u200bនេះ", "2026-11-21 16:00:00", "minute"),
]

NO_DATE = {
    "empty": "",
    "a word": "hello",
    "a name": "Nguyễn Văn An",
    "no year": "14 September",
    "no day": "September 2026",
    "year alone": "năm 2024",
    "month alone": "May",
    "weekday alone": "Thứ hai",
    "impossible day": "31/02/2024",
    "impossible ISO day": "2024-02-30",
    "epoch zero": "1970-01-01T00:00:00Z",
    "first year": "0001-01-01T00:00:00",
    "an event long ago": "15/10/1930",
    "document number": "1470-CV/TU",
    "numbered directive": "33/2021/CT-TTg",
    "a duration": "2 giờ",
    "about a duration": "khoảng 2 giờ",
    "about a duration in Chinese": "約2小時",
    "weeks long gone": "5 週前",
    "months ago": "2 tháng trước",
    "the future": "in 2 hours",
    "a sentence": "Ngày 14/9/2026, Ban Dân vận đã tổ chức hội nghị tổng kết công tác dân vận với sự tham dự của đại diện các ban, ngành và đoàn thể.",
}


@pytest.mark.parametrize(
    ("text", "expected", "precision"), MACHINE_FORMS, ids=[case[0] for case in MACHINE_FORMS]
)
def test_machine_forms(text: str, expected: str, precision: str) -> None:
    moment = understand(text, language=None, now=NOW)
    assert moment == Moment(at(expected), precision)


@pytest.mark.parametrize(("text", "expected", "precision"), NUMERALS, ids=[case[0] for case in NUMERALS])
def test_numerals_are_read_day_first(text: str, expected: str, precision: str) -> None:
    assert understand(text, language="vi", now=NOW) == Moment(at(expected), precision)


@pytest.mark.parametrize(
    ("language", "text", "expected"), LANGUAGES, ids=[f"{c[0]}-{c[1]}" for c in LANGUAGES]
)
def test_words_of_many_languages(language: str, text: str, expected: str) -> None:
    moment = understand(text, language=language, now=NOW)
    assert moment is not None
    assert moment.at == at(expected)


@pytest.mark.parametrize(
    ("language", "text", "expected", "precision"), RELATIVE, ids=[f"{c[0]}-{c[1]}" for c in RELATIVE]
)
def test_relative_words(language: str | None, text: str, expected: str, precision: str) -> None:
    assert understand(text, language=language, now=NOW) == Moment(at(expected), precision)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("id", "Rabu, 15 Juni 2022 - 11.02 WIB"),
        ("id", "15 Juni 2022. 11.02"),
        ("de", "15.06.2022 - 11.02 Uhr"),
        ("de", "15.06.2022. 11.02"),
        ("it", "15/06/2022 - 11.02"),
        ("en", "June 15, 2022 - 11.02 a.m."),
        ("en", "2022/06/15 - 11.02"),
        ("ko", "2022. 6. 15. 11.02"),
        ("ko", "입력 2022. 6.15 11:02"),
    ],
)
def test_a_time_with_a_point_behind_the_year_is_no_month_and_day(language: str, text: str) -> None:
    moment = understand(text, language=language, now=NOW)
    assert moment is not None
    assert moment.at.astimezone(VIETNAM).strftime("%Y-%m-%d") == "2022-06-15"
    assert moment.at.astimezone(moment.zone or VIETNAM).strftime("%H:%M") == "11:02"


@pytest.mark.parametrize(
    "text",
    [
        "19:23 June 17, 2018",
        "19:23 Jun 17 2018",
        "19h23 - June 17, 2018",
        "19.23 | June 17,2018",
        "No. 12 - June 17, 2018",
        "3 | Sunday, June 17, 2018",
    ],
)
@pytest.mark.parametrize("read", [understand, date_in])
def test_a_number_before_a_month_is_no_day_where_the_day_and_the_year_follow(
    text: str, read: Callable[..., Moment | None]
) -> None:
    moment = read(text, language="en", now=NOW)
    assert moment is not None
    assert moment.at.astimezone(VIETNAM).strftime("%Y-%m-%d") == "2018-06-17"


SPANS = [
    ("vi", "tuần trước"),
    ("vi", "năm nay"),
    (None, "tháng này"),
    ("en", "This week"),
    ("en", "last wk."),
    ("de", "letzte Woche"),
    ("fr", "cette année"),
    ("zh-Hant", "上週"),
    ("ja", "今月"),
    ("th", "สัปดาห์นี้"),
    ("km", "ឆ្នាំ\u200bនេះ"),
    ("ar", "هذا الأسبوع"),
    ("uk", "цього тижня"),
]


@pytest.mark.parametrize(("language", "text"), SPANS, ids=[f"{c[0]}-{c[1]}" for c in SPANS])
def test_a_week_a_month_or_a_year_is_no_day(language: str | None, text: str) -> None:
    assert understand(text, language=language, now=NOW) is None


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("vi", "lúc 2 giờ"),
        ("en", "a week"),
        ("ar", "خلال يومين"),
        ("fr", "il y a 1 h 30"),
        ("pt", "há 1h30"),
        ("vi", "1 ngày 3 giờ trước"),
        ("th", "10.30 น."),
        ("en", "½ hour ago"),
    ],
)
def test_what_looks_ahead_or_is_read_in_part_is_no_time(language: str, text: str) -> None:
    assert understand(text, language=language, now=NOW) is None


@pytest.mark.parametrize(
    ("language", "text", "expected", "precision"),
    [
        ("vi", "Hôm nay - 10:30", "2026-11-21 03:30:00", "minute"),
        ("vi", "hôm qua – 10:30", "2026-11-20 03:30:00", "minute"),
        ("en", "Today - 10:30 AM", "2026-11-21 03:30:00", "minute"),
        ("en", "this morning", "2026-11-21 05:00:00", "day"),
        ("en", "an hour ago", "2026-11-21 08:42:07", "minute"),
        ("en", "1 day 3 hours ago", "2026-11-20 06:42:07", "minute"),
        ("vi", "3 giờ 20 phút trước", "2026-11-21 06:22:07", "minute"),
        ("en", "1.5 hours ago", "2026-11-21 08:12:07", "minute"),
        ("es", "ayer", "2026-11-20 05:00:00", "day"),
        ("fr", "avant-hier", "2026-11-19 05:00:00", "day"),
        ("ru", "полчаса назад", "2026-11-21 09:12:07", "minute"),
        ("ar", "قبل ثانيتين", "2026-11-21 09:42:05", "minute"),
    ],
)
def test_relative_words_in_the_afternoon(language: str, text: str, expected: str, precision: str) -> None:
    now = NOW.replace(hour=9, minute=42, second=7)
    assert understand(text, language=language, now=now) == Moment(at(expected), precision)


OPEN_ORDER = [
    ("en", "5/12/2026"),
    ("en", "5/12/26, 6:44 PM"),
    ("en", "05/12/2026 6:44 PM"),
    ("vi", "5/12/26 6:44 PM"),
    ("fr", "5/12/2026 6:44 PM"),
    ("zh-Hans", "26/05/12"),
    ("vi", "26. 5. 12."),
    ("km", "ថ្ងៃទី១៤ ខែកញ្ញា ព.ស. ២៥៧០"),
    ("vi", "12/05/2569"),
]


@pytest.mark.parametrize(("language", "text"), OPEN_ORDER, ids=[f"{c[0]}-{c[1]}" for c in OPEN_ORDER])
def test_a_date_in_an_order_or_a_calendar_that_nothing_decides_stays_unknown(
    language: str, text: str
) -> None:
    assert understand(text, language=language, now=NOW) is None


def test_an_american_publisher_is_read_only_where_the_order_is_certain() -> None:
    zone = timezone(timedelta(hours=-5))
    assert understand("05/12/2026", language="en", now=NOW, default_zone=zone) is None
    assert understand("05/13/2026", language="en", now=NOW, default_zone=zone) is not None


@given(
    st.text(
        alphabet=st.sampled_from("0123456789 :./-+,()年月日時午後TZWRhgmAPM令和民國чпд\u202f۱۲๒៣ກ"),
        max_size=60,
    ),
    st.sampled_from(["vi", "en", "ja", "zh-Hant", "ko", "fa", "th", "km", "ar", "und", "xx", None]),
)
def test_no_text_raises(text: str, language: str | None) -> None:
    moment = understand(text, language=language, now=NOW)
    assert moment is None or moment.at <= NOW + FUTURE_TOLERANCE
    assert date_in(text, language=language, now=NOW) is None or moment is not None


@pytest.mark.parametrize("text", NO_DATE.values(), ids=NO_DATE.keys())
@pytest.mark.parametrize("language", ["vi", "en", None])
def test_what_is_no_full_date_stays_unknown(text: str, language: str | None) -> None:
    assert understand(text, language=language, now=NOW) is None


def test_a_future_time_is_clamped_with_a_warning() -> None:
    moment = understand("2030-01-01T00:00:00Z", language="en", now=NOW)
    assert moment is not None
    assert moment.at == NOW
    assert moment.warning is not None
    assert "2030-01-01" in moment.warning


def test_a_fast_clock_is_tolerated() -> None:
    ahead = NOW + FUTURE_TOLERANCE
    assert understand(ahead.isoformat(), language=None, now=NOW) == Moment(ahead, "second")


def test_today_without_a_time_is_never_in_the_future() -> None:
    morning = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)  # 08:00 in Hanoi
    assert understand("21/11/2026", language="vi", now=morning) == Moment(morning, "day")


@pytest.mark.parametrize("hours", range(-11, 13))
def test_a_date_without_time_keeps_its_day_in_utc(hours: int) -> None:
    moment = understand("2024-02-23", language=None, now=NOW, default_zone=timezone(timedelta(hours=hours)))
    assert moment is not None
    assert moment.at.date().isoformat() == "2024-02-23"


@pytest.mark.parametrize(("language", "expected"), [("pl", "2025-11-14 05:00"), ("hr", "2025-10-14 05:00")])
def test_a_name_of_two_months_needs_its_language(language: str, expected: str) -> None:
    assert understand("14 listopad 2025", language=language, now=NOW) == Moment(at(expected), "day")
    assert understand("14 listopad 2025", language=None, now=NOW) is None


def test_american_tag_reads_month_first() -> None:
    assert understand("03/04/2024", language="en-US", now=NOW) == Moment(at("2024-03-04 05:00"), "day")


BYLINES = [
    ("Việt NamViệt Nam23/02/2024", "2024-02-23 05:00:00"),
    ("Báo Thanh Hóa - 23/02/2024 18:44", "2024-02-23 11:44:00"),
    ("Báo Nhân Dân23 лютого 2024", "2024-02-23 05:00:00"),
    ("Theo TTXVN | 14/9/2026", "2026-09-14 05:00:00"),
]


@pytest.mark.parametrize(("line", "expected"), BYLINES, ids=[case[0] for case in BYLINES])
def test_date_in_a_byline(line: str, expected: str) -> None:
    moment = date_in(line, language="uk", now=NOW)
    assert moment is not None
    assert moment.at == at(expected)


@pytest.mark.parametrize("line", ["hôm qua", "1789386240", "Quyết định số 33/2021/CT-TTg", ""])
def test_a_line_without_a_written_date_has_none(line: str) -> None:
    assert date_in(line, language="vi", now=NOW) is None


def test_the_parser_is_believed_only_where_it_read_the_same_year_and_no_zone_was_lost() -> None:
    parsed = time.struct_time((2024, 2, 23, 11, 44, 0, 4, 54, 0))
    assert understand_feed_date("2024 XX 23 18:44", parsed, now=NOW) == Moment(
        at("2024-02-23 11:44"), "second"
    )
    assert understand_feed_date("2024 XX 23 18:44 GMT+7", parsed, now=NOW) is None
    assert understand_feed_date("2023 XX 23 18:44", parsed, now=NOW) is None
    assert understand_feed_date("2024 XX 23 18:44 MSK", parsed, now=NOW) is None
    assert understand_feed_date("2024 XX 23 18:44 GMT", parsed, now=NOW) is not None
    assert understand_feed_date("", parsed, now=NOW) is None
    assert understand_feed_date("", None, now=NOW) is None


def test_a_zone_that_the_parser_drops_is_kept() -> None:
    parsed = time.struct_time((2026, 9, 14, 18, 44, 0, 0, 257, 0))
    moment = understand_feed_date("Mon, 14 Sep 2026 18:44:00 GMT+7", parsed, now=NOW)
    assert moment == Moment(at("2026-09-14 11:44"), "second")


AS_FORMATS_WANT_IT = {
    "RFC 822": "%a, %d %b %Y %H:%M:%S %z",
    "RFC 822 with its name of UTC": "%a, %d %b %Y %H:%M:%S GMT",
    "RFC 822 without weekday and seconds": "%d %b %Y %H:%M %z",
    "RFC 822 with the month in full": "%A, %d %B %Y %H:%M:%S EST",
    "RFC 822 with a short year": "%a, %d %b %y %H:%M:%S +0700",
    "RFC 3339": "%Y-%m-%dT%H:%M:%SZ",
    "RFC 3339 with a fraction": "%Y-%m-%d %H:%M:%S.250+07:00",
    "RFC 3339 without seconds": "%Y-%m-%dT%H:%M+05:30",
}


@pytest.mark.parametrize("written", AS_FORMATS_WANT_IT.values(), ids=AS_FORMATS_WANT_IT)
@pytest.mark.parametrize("language", [None, "vi", "th", "ar", "fa", "en-US"])
def test_the_short_way_for_dates_as_formats_want_them_leads_to_the_same(
    written: str, language: str | None
) -> None:
    zone = timezone(timedelta(hours=7))
    for hours in range(0, 41 * 365 * 24, 1511):  # 1986 to 2027, at all hours of the day
        raw = (datetime(1986, 1, 1, 0, 29, 7, tzinfo=zone) + timedelta(hours=hours)).strftime(written)
        expected = understand(raw, language=language, now=NOW)
        assert understand_feed_date(raw, None, now=NOW, language=language) == expected, raw


@pytest.mark.shared
def test_every_date_of_the_captured_feeds(shared: Path) -> None:
    read = {}
    expected = {}
    for path in sorted((shared / "data/feeds").glob("[uv]*/*.expected.json")):
        for number, item in enumerate(json.loads(path.read_text(encoding="utf-8"))["items"]):
            key = f"{path.name} {number} {item['published_raw']}"
            moment = understand_feed_date(item["published_raw"] or "", None, now=NOW)
            read[key] = None if moment is None else f"{moment.at:%Y-%m-%dT%H:%M:%SZ}"
            expected[key] = item["published_utc"]
    assert len(expected) > 100
    assert read == expected


def test_the_table_of_days_and_months_is_what_the_cldr_gives() -> None:
    assert month_names(None) == derive_month_names()
    assert weekday_names() == frozenset(derive_weekdays())
