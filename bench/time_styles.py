"""Date formats of publishing software and newspapers, as CLDR patterns, for `bench.time_sweep`.

Each entry names the locales ("*" for all) and the pattern. "a" is AM or PM, also after an hour from 0 to 23, as
templates write it.
"""

_VIETNAMESE = (
    "EEEE, dd/MM/yyyy, HH:mm '(GMT+7)'",
    "EEEE, dd/MM/yyyy - HH:mm",
    "HH:mm '|' dd/MM/yyyy",
    "HH:mm, dd/MM/yyyy",
    "HH:mm dd/MM/yyyy",
    "dd/MM/yyyy '|' HH:mm",
    "dd/MM/yyyy HH:mm 'GMT+7'",
    "dd-MM-yyyy HH:mm a",
    "dd-MM-yyyy hh:mm a",
    "dd/MM/yyyy h:mm:ss a",
    "d/M/yyyy h:mm:ss a",
    "d/M/yyyy",
    "dd.MM.yyyy",
    "'Ngày' dd/MM/yyyy 'lúc' HH:mm",
    "'Cập nhật lúc' HH'h'mm, dd/MM/yyyy",
    "HH'h'mm, 'ngày' dd/MM/yyyy",
    "H 'giờ' mm 'phút', 'ngày' d 'tháng' M 'năm' yyyy",
    "h 'giờ' mm 'phút' B, 'ngày' d 'tháng' M 'năm' yyyy",
    "'ngày' d 'tháng' M 'năm' yyyy",
    "EEEE, 'Ngày' d 'Tháng' M, yyyy",
    "EEEE, 'ngày' dd 'tháng' MM 'năm' yyyy",
    "HH:mm 'ngày' dd-MM-yyyy",
    "'Thứ Ba', 'ngày' dd/MM/yyyy, HH:mm '[GMT+7]'",
    "dd/MM/yyyy, HH:mm:ss '(GMT+07:00)'",
)
_ENGLISH = (
    "MMMM d, yyyy",  # WordPress, Hugo
    "MMMM d, yyyy h:mm a",
    "MMMM d, yyyy 'at' h:mm a",
    "MMM d, yyyy HH:mm",
    "d MMMM yyyy",
    "d MMMM yyyy, HH:mm",
    "EEEE, MMMM d, yyyy - HH:mm",  # Drupal, long
    "EEE, MM/dd/yyyy - HH:mm",  # Drupal, medium
    "MM/dd/yy",
    "M/d/yyyy h:mm:ss a",  # .NET
    "EEE MMM d, yyyy",
    "EEE MMM dd HH:mm:ss yyyy",  # C
    "EEE MMM dd HH:mm:ss 'ICT' yyyy",  # Java
    "EEE MMM dd yyyy HH:mm:ss 'GMT+0700 (Indochina Time)'",  # JavaScript
    "EEE dd MMM yyyy hh:mm:ss a '+07'",  # glibc, en_US
    "EEE MMM d hh:mm:ss a '+07' yyyy",  # date
    "EEEE, d MMMM yyyy '|' HH:mm",
    "EEE, dd MMM yyyy HH:mm:ss '+0700'",
    "EEEE, dd-MMM-yy HH:mm:ss '+0700'",
    "MMM. d, yyyy, h:mm a",  # Django
    "MMMM dd'th', yyyy h:mm a",
    "h:mm a, EEEE, MMMM d, yyyy",
    "HH:mm '|' dd/MM/yyyy",
    "HH:mm, dd/MM/yyyy",
)
# Of American publishers, which are read with their own zone.
AMERICAN = (
    "MM/dd/yyyy - HH:mm",  # Drupal, short
    "MM/dd/yyyy",
    "MM/dd/yyyy h:mm a",
    "MM-dd-yyyy",
    "M/d/yyyy",
    "M/d/yyyy, h:mm:ss a",  # JavaScript
)
_MACHINE = (
    "yyyy-MM-dd",
    "yyyy-MM-dd HH:mm:ss",
    "yyyy-MM-dd HH:mm",
    "yyyy-MM-dd'T'HH:mm:ssXXX",
    "yyyy-MM-dd'T'HH:mm:ss",
    "yyyy/MM/dd HH:mm",
    "YYYY-'W'ww-1",
)
STYLES: tuple[tuple[str, str], ...] = (
    *(("vi", pattern) for pattern in _VIETNAMESE),
    *(("en", pattern) for pattern in _ENGLISH),
    *(("*", pattern) for pattern in _MACHINE[:-1]),
    ("ja", "yyyy年MM月dd日 HH時mm分ss秒"),
    ("ja", "yyyy年M月d日 H:mm"),
    ("ja", "yyyy.MM.dd HH:mm"),
    ("ja", "yyyy年M月d日 aK時mm分"),
    ("ja", "yyyy年M月d日(EEE) ah:mm"),
    ("ko", "yyyy년 MM월 dd일 (EEE) aaaa hh시 mm분 ss초"),
    ("ko", "'입력' yyyy.MM.dd HH:mm"),
    ("ko", "yyyy-MM-dd aaaa h:mm:ss"),
    ("zh_Hans", "yyyy年MM月dd日 EEEE HH时mm分ss秒"),
    ("zh_Hans", "yyyy年MM月dd日HH:mm"),
    ("zh_Hant", "西元yyyy年MM月dd日 (EEE) HH時mm分ss秒"),
    ("zh_Hant", "yyyy/MM/dd Bhh:mm"),
    ("fr", "EEE d MMM yyyy HH:mm:ss"),
    ("fr", "'Publié le' d MMMM yyyy 'à' HH'h'mm"),
    ("fr", "dd/MM/yyyy 'à' HH'h'mm"),
    ("de", "dd.MM.yyyy, HH:mm 'Uhr'"),
    ("de", "d. MMMM yyyy 'um' HH:mm 'Uhr'"),
    ("de", "EEE dd MMM yyyy HH:mm:ss"),
    ("es pt", "d 'de' MMMM 'de' yyyy, HH:mm"),
    ("pt", "dd/MM/yyyy HH'h'mm"),
    ("pt", "dd/MM/yyyy 'às' HH:mm"),
    ("it", "d MMMM yyyy 'alle' HH:mm"),
    ("it", "d MMMM yyyy 'ore' HH.mm"),
    ("ru", "d MMMM yyyy, HH:mm"),
    ("ru uk", "dd.MM.yyyy HH:mm"),
    ("uk", "d MMMM yyyy 'р.', HH:mm"),
    ("id", "EEEE, d MMMM yyyy HH:mm"),
    ("id", "EEEE, dd MMM yyyy HH:mm 'GMT+7'"),
    ("id", "dd/MM/yyyy, HH:mm 'WIB'"),
    ("ms", "dd MMMM yyyy, hh:mm aaaa"),
    ("th", "d MMMM yyyy เวลา HH:mm น."),
    ("th", "d MMM yyyy, HH:mm น."),
    ("lo", "ວັນທີ d ເດືອນ M ປີ yyyy"),
    ("lo", "d/M/yyyy HH:mm"),
    ("km", "ថ្ងៃទីd ខែMMMM ឆ្នាំyyyy"),
    ("km", "d-MM-yyyy h:mm a"),
    ("ar", "EEEE d MMMM yyyy - HH:mm"),
    ("ar", "yyyy/MM/dd h:mm a"),
    ("hi", "dd MMM yyyy, hh:mm a"),
    ("hi", "d MMMM yyyy, HH:mm 'बजे'"),
)
