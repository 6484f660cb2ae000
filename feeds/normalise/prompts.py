"""Texts that publishers put in place of an article: invitations to subscribe, password forms, error messages.

Each is told by words that nobody writes in an article, in the languages of the sources; never by its length alone.
"""

import re
from collections.abc import Sequence

from articles.incoming import Dropped
from feeds.raw import Block, BlockKind

# An invitation is a heading and a few lines; what is longer is text.
LONGEST_PROMPT = 400  # characters a block
MOST_PROMPT_BLOCKS = 6
PROTECTED_LONGEST_NOTICE = 120  # characters of "There is no excerpt because this is a protected post."
# The reason given for what is cut.
INVITATION = "invitation to subscribe"
PROTECTED_LONGEST_TEXT = 300  # characters of a protected post: a sentence and the labels of a form

_INVITATION = re.compile(
    r"(?:đăng ký|đăng nhập|mua gói|trả phí|nạp tiền)[^.!?]{0,40} để (?:đọc|xem) (?:tiếp|toàn bộ|trọn|đầy đủ|hết)|hết số bài (?:đọc )?miễn phí"
    r"|(?:nội dung|bài viết)(?: này)? (?:chỉ )?dành (?:riêng )?cho (?:thuê bao|độc giả trả phí|hội viên|bạn đọc đăng ký)"
    r"|(?:subscribe|sign in|log in|register|sign up|become a (?:member|subscriber))[^.!?]{0,40} to (?:continue|keep|read|unlock|access)"
    r"|(?:this|the) (?:article|content|story) is (?:only |exclusively )?(?:for|available to) (?:our )?(?:subscribers|members|premium)"
    r"|already (?:a |have a )?(?:subscriber|subscription|member)\b|you(?:'|’)?(?:ve| have) (?:reached|read|used)[^.!?]{0,30} free (?:article|stor)"
    r"|(?:abonnez-vous|connectez-vous|inscrivez-vous)[^.!?]{0,40} (?:pour|afin de) (?:lire|continuer|poursuivre)|article (?:est )?réservé aux abonnés|déjà abonné"
    r"|(?:jetzt )?(?:abonnieren|anmelden|registrieren)[^.!?]{0,40}(?:weiterlesen|weiterzulesen)|(?:nur )?für abonnenten|bereits abonnent"
    r"|(?:suscríbete|suscríbase|regístrate|inicia sesión)[^.!?]{0,40} para (?:seguir|continuar|leer)|(?:exclusivo|solo) para suscriptores|ya eres suscriptor"
    r"|(?:assine|cadastre-se|faça login)[^.!?]{0,40} para (?:continuar|ler)|exclusivo para assinantes|já é assinante"
    r"|(?:abbonati|registrati|accedi)[^.!?]{0,40} per (?:continuare|leggere)|riservato agli abbonati|sei già abbonato"
    r"|(?:подпишитесь|зарегистрируйтесь|оформите подписку)[^.!?]{0,40}(?:чтобы (?:читать|продолжить|прочитать))|(?:только )?(?:для|по) подписчик"
    r"|(?:передплатіть|підпишіться|зареєструйтеся)[^.!?]{0,40}щоб (?:читати|продовжити)|лише для передплатників"
    r"|(?:berlangganan|daftar|masuk)[^.!?]{0,30} untuk (?:melanjutkan|membaca|lanjut)|khusus pelanggan"
    r"|(?:订阅|登录|注册|開通|訂閱|登入|註冊)[^。！？]{0,12}(?:继续阅读|阅读全文|繼續閱讀|閱讀全文)|(?:会员|订户|會員|訂戶)(?:专享|专属|專享|專屬)"
    r"|(?:有料)?会員(?:限定|登録)[^。]{0,12}(?:記事|続き|お読み)|続きを読むには|残り\d+文字|(?:구독|로그인|회원가입)[^.]{0,15}(?:계속|전체) ?(?:읽|보)|회원 전용",
    re.IGNORECASE,
)
_PROTECTED_TITLE = re.compile(
    r"^(?:protected|được bảo vệ|bảo vệ|protégé|geschützt|protegido|protetto|защищено|захищено|beveiligd|terproteksi|dilindungi|"
    r"保護中|密码保护|密碼保護|受保护|受保護的內容|보호된 글|보호글|محمي|ป้องกัน)\s*[:：]",
    re.IGNORECASE,
)
_PROTECTED_TEXT = re.compile(
    r"password[- ]protected|this is a protected post|enter your password|được bảo vệ bằng mật khẩu|được bảo vệ bởi mật khẩu|nhập mật khẩu"
    r"|protégé par (?:un )?mot de passe|passwortgeschützt|protegid[oa] (?:con|por) (?:una )?(?:contraseña|senha)|protetto da (?:una )?password"
    r"|защищен[ао]? паролем|パスワードで保護|密码保护|密碼保護|비밀번호로 보호",
    re.IGNORECASE,
)
_PASSWORD_FORM = re.compile(r"post-password-form|name=[\"']post_password|action=postpass")
_ERROR = re.compile(
    r"^\W*(?:(?:error|lỗi|erreur|fehler|ошибка|http)\s*)?(?:40[0-9]|41[0-9]|50[0-9])\b.{0,60}$"
    r"|(?:page|file|article|content|requested (?:page|url))[^.]{0,30} (?:was |is |could )?(?:not (?:be )?found|not available|does(?:n['’]t| not) exist|no longer)"
    r"|not found\W*$|(?:trang|bài viết|nội dung)[^.]{0,30}(?:không tồn tại|không tìm thấy|đã bị (?:xóa|xoá|gỡ))|không tìm thấy (?:trang|bài|nội dung|kết quả)"
    r"|page (?:introuvable|non trouvée)|seite (?:wurde )?nicht gefunden|página no encontrada|página não encontrada|pagina non trovata|страница не найдена"
    r"|сторінку не знайдено|halaman tidak ditemukan|页面不存在|找不到(?:页面|頁面)|頁面不存在|ページが見つかりません|페이지를 찾을 수 없습니다|service unavailable|bad gateway|internal server error"
    r"|internal error|under maintenance|đang bảo trì",
    re.IGNORECASE,
)


def without_prompt(blocks: Sequence[Block]) -> tuple[tuple[Block, ...], tuple[Dropped, ...]]:
    """The blocks without an invitation to subscribe at their end, and what was cut."""
    for index, block in enumerate(blocks):
        rest = [one for one in blocks[index:] if one.kind is not BlockKind.PICTURE]
        if len(rest) > MOST_PROMPT_BLOCKS or not is_invitation(block.text):
            continue
        if all(len(one.text) <= LONGEST_PROMPT for one in rest):
            return tuple(blocks[:index]), tuple(Dropped(one.text, INVITATION) for one in rest)
    return tuple(blocks), ()


def is_invitation(text: str) -> bool:
    """Whether a short text invites to subscribe or register in order to read on."""
    return 0 < len(text) <= LONGEST_PROMPT and _INVITATION.search(text) is not None


def is_protected(title: str, text: str, html: str) -> bool:
    """Whether a post shows a password form or its notice in place of its text, as WordPress does."""
    if len(text) > PROTECTED_LONGEST_TEXT:
        return False
    if _PASSWORD_FORM.search(html) or _PROTECTED_TEXT.search(text):
        return True
    return _PROTECTED_TITLE.search(title) is not None and len(text) <= PROTECTED_LONGEST_NOTICE


def is_error_title(title: str) -> bool:
    """Whether a headline is that of an error page ("404 Not Found")."""
    return _ERROR.search(title) is not None
