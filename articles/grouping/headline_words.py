"""Vietnamese syllables that say little about the event of a headline."""

from articles.grouping.folding import fold_case

_FUNCTION = """
và của là có được cho với từ đến tại ở trong ngoài trên dưới khi sau trước các những một này đó nào gì sao thế thì mà
để bị do vì nên hay hoặc cũng đã đang sẽ sắp vừa mới vẫn còn chỉ như về theo vào ra lên xuống đi lại rồi cùng hơn gần
khoảng rất nhất không chưa chẳng ai đâu ông bà anh chị vụ việc người năm tháng ngày hôm nay qua mai giữa nếu tới bằng
làm nhiều ít mỗi mọi cả loạt nói thêm đồng vs
"""
_EVERYDAY = """
quy định chế độ đối đề xuất công bố thông báo yêu cầu dự kiến kế hoạch chính sách doanh nghiệp thị trường chủ tịch thủ
tướng lãnh đạo bộ tỉnh thành phố xã phường huyện việt nam quốc gia tế tăng giảm mạnh giá hội nghị tổ chức phát triển
xây dựng đầu tư dự án kinh doanh kiểm tra xử lý bắt giữ điều tra vụ án khai mạc khởi công thu hút hỗ trợ nâng cao giải
pháp hoạt động chương trình đại biểu nhân dân cán bộ công tác triển khai thực hiện
"""
_HEDGES = "hơn gần khoảng trên dưới tới ngót about nearly over almost"

FUNCTION_WORDS = frozenset(map(fold_case, _FUNCTION.split()))
"""Function words, which are not compared."""

EVERYDAY_WORDS = frozenset(map(fold_case, _EVERYDAY.split()))
"""Common in headlines of any day, which a small batch of headlines does not show."""

HEDGES = frozenset(map(fold_case, _HEDGES.split()))
"""Before a rounded figure."""
