"""Six saved pages about invented places, in the ways portals and newspapers write them.

Out: for each its bytes and the lines that are the text, in order; all else on the page
is its frame.  Names of classes, the order of boxes and the wordings around a text
follow what such sites print; the texts are ours.
"""

from __future__ import annotations

from dataclasses import dataclass

P1 = (
    "Ủy ban nhân dân tỉnh Đèo Sim vừa ban hành Kế hoạch số 118/KH-UBND về chăm sóc, giáo dục và bảo vệ trẻ em "
    "trên địa bàn tỉnh giai đoạn 2025 - 2030, với mục tiêu mọi trẻ em được sống an toàn, lành mạnh."
)
P2 = (
    "Theo kế hoạch, đến năm 2030 có 97% trẻ em dưới 6 tuổi được cấp thẻ bảo hiểm y tế; 90% trường học có nước sạch, "
    "nhà vệ sinh hợp chuẩn; số trẻ em bị tai nạn, đuối nước giảm ít nhất 15% so với năm 2024."
)
P3 = (
    "Các sở, ban, ngành và địa phương được giao rà soát, lập danh sách trẻ em có hoàn cảnh đặc biệt, bố trí kinh phí "
    "và người làm công tác trẻ em ở từng thôn, bản; báo cáo kết quả trước ngày 15 tháng 12 hằng năm."
)
P4 = (
    "Sở Y tế chủ trì, phối hợp với Sở Giáo dục và Đào tạo, Công an tỉnh tổ chức các lớp dạy bơi an toàn, tập huấn kỹ năng "
    "phòng, chống xâm hại trẻ em cho giáo viên và cha mẹ học sinh."
)
TITLE = "Đèo Sim ban hành kế hoạch chăm sóc, giáo dục và bảo vệ trẻ em giai đoạn 2025 - 2030"
SAPO = "Kế hoạch nêu sáu nhóm nhiệm vụ, giao rõ việc cho từng cơ quan và từng địa phương."


@dataclass(frozen=True)
class SavedPage:
    """A page and its text; `title` as the page prints it."""

    data: bytes
    text: tuple[str, ...]
    title: str = TITLE
    published: str | None = None


# 1. A provincial portal on web forms: tables around tables, a hidden state, counters.
FORMS = f"""<html xmlns="http://www.w3.org/1999/xhtml"><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"/>
<title>{TITLE}</title></head><body><form id="form1"><input type="hidden" name="__VIEWSTATE" value="/wEPDwUKLTI2"/>
<table width="100%" cellpadding=0><tr><td colspan=3><table><tr><td>CỔNG THÔNG TIN ĐIỆN TỬ TỈNH ĐÈO SIM</td>
<td><span id="clock">Thứ tư, ngày 25/11/2026 - 10:41 AM</span></td></tr></table></td></tr>
<tr><td colspan=3><table id="menu"><tr><td><a href="/">Trang chủ</a></td><td><a href="/gt">Giới thiệu</a></td><td><a href="/tt">Tin tức - Sự kiện</a></td>
<td><a href="/vb">Văn bản</a></td><td><a href="/hd">Hỏi đáp</a></td></tr></table></td></tr>
<tr><td valign=top width=200><table><tr><td>DANH MỤC</td></tr><tr><td><a href=1>Chỉ đạo, điều hành</a></td></tr><tr><td><a href=2>Thông tin tuyên truyền</a></td></tr>
<tr><td><a href=3>Chiến lược, quy hoạch</a></td></tr></table>
<table><tr><td>LIÊN KẾT WEBSITE</td></tr><tr><td><select><option>-- Chọn liên kết --</option><option>Cổng thông tin Chính phủ</option></select></td></tr></table></td>
<td valign=top><table width="100%"><tr><td><a href="/">Trang chủ</a> &gt; <a href="/tt">Tin tức - Sự kiện</a> &gt; <a href="/tt/xh">Văn hóa - Xã hội</a></td></tr>
<tr><td class="tieude"><span id="ctl00_lblTitle">{TITLE}</span></td></tr>
<tr><td><span>(Cập nhật: 20/08/2025 09:15:00)</span></td></tr>
<tr><td align=right><a href="#" onclick="doiCo(1)">A+</a> <a href="#">A-</a> | <a href="javascript:print()">In bài viết</a> | <a href="#">Gửi email</a></td></tr>
<tr><td class="trichyeu"><b>{SAPO}</b></td></tr>
<tr><td class="noidung"><p style="text-align:justify">{P1}</p><p style="text-align:justify">&nbsp;</p><p>{P2}</p>
<table border=1><tr><td>Chỉ tiêu</td><td>2025</td><td>2030</td></tr><tr><td>Trẻ em có thẻ bảo hiểm y tế</td><td>94%</td><td>97%</td></tr></table>
<p>{P3}</p></td></tr>
<tr><td align=right><b>Mai Giả Định</b></td></tr>
<tr><td>Lượt xem: 1.204</td></tr>
<tr><td>Các tin khác:</td></tr><tr><td><ul><li><a href=a>Hội nghị tổng kết công tác dân số năm 2025</a> (19/08/2025)</li><li><a href=b>Khai mạc giải bơi học sinh toàn tỉnh</a> (18/08/2025)</li></ul></td></tr>
<tr><td><a href="#top">Về đầu trang</a></td></tr></table></td>
<td valign=top width=200><table><tr><td>THÔNG BÁO</td></tr><tr><td><marquee><a href=5>Thông báo lịch tiếp công dân tháng 12</a></marquee></td></tr></table>
<table><tr><td>THỐNG KÊ TRUY CẬP</td></tr><tr><td>Đang online: 37</td></tr><tr><td>Hôm nay: 2.118</td></tr><tr><td>Tổng lượt truy cập: 8.114.221</td></tr></table></td></tr>
<tr><td colspan=3 align=center>Bản quyền thuộc Cổng thông tin điện tử tỉnh Đèo Sim<br>Chịu trách nhiệm: Chánh Văn phòng Ủy ban nhân dân tỉnh. Địa chỉ: số 1 đường Giả Định, phường Đèo Sim<br>
Ghi rõ nguồn khi phát hành lại thông tin từ cổng này.</td></tr></table></form></body></html>"""

# 2. A portal on SharePoint: spans in divs in tables, zero-width spaces, no paragraphs.
SHAREPOINT = f"""<html dir="ltr" lang="vi-VN"><head><meta charset="utf-8"><title>
	{TITLE} - Trang tin xã Bản Giả
</title></head><body><div id="s4-workspace"><div id="s4-bodyContainer">
<div class="ms-cui-topBar2 noprint">Bỏ qua các lệnh ruy-băng<a href="#main">Chuyển tới nội dung chính</a></div>
<div id="DeltaTopNavigation"><div class="ms-core-listMenu-horizontalBox"><ul><li class="static"><a href=1><span>Trang chủ</span></a></li><li><a href=2><span>Tin tức</span></a></li><li><a href=3><span>Dịch vụ công</span></a></li></ul></div></div>
<table class="ms-core-tableNoSpace" id="webpartzone"><tr><td><div class="ms-webpart-zone"><div class="ms-WPBody">
<div class="title-news">{TITLE}</div><div class="date-news">20/08/2025 14:05</div>
<div class="ms-rtestate-field"><div>\u200b<span style="font-size:14pt;font-family:&quot;times new roman&quot;">{P1}</span></div><div><br/></div>
<div><span style="font-size:14pt">{P2[:60]}</span><span style="font-size:14pt">{P2[60:]}</span>\u200b</div><div style="text-align:center"><img src="x.jpg" alt="Giờ học bơi"/></div>
<div style="text-align:center"><em>Lớp dạy bơi hè ở xã Bản Giả. Ảnh: Vi Thử</em></div>
<div>{P3}</div><div>{P4}</div></div>
<div class="author-news">Nông Minh Họa</div>
</div></div></td></tr></table>
<div class="share-box"><span>Chia sẻ:</span><a href="fb">Facebook</a><a href="zl">Zalo</a></div>
<div class="other-news"><div>Tin liên quan</div><table><tr><td><a href=4>Bản Giả mở điểm vui chơi cho trẻ em</a></td><td>18/08/2025</td></tr>
<tr><td><a href=5>Họp giao ban công tác tháng 8</a></td><td>15/08/2025</td></tr></table></div>
<div id="printDialog" role="dialog"><h2>In trang</h2><p>Chọn máy in và khổ giấy rồi bấm “In”. Để lưu thành tệp, chọn “Lưu dưới dạng PDF” trong danh sách máy in của bạn.</p><button>In</button><button>Hủy</button></div>
<div class="footer-site">Ủy ban nhân dân xã Bản Giả. Điện thoại: 0200 000 000. Thư điện tử: vanphong@bangia.example</div>
</div></div></body></html>"""

# 3. A portal on Liferay: portlets, discussion with long comments, a cookie banner.
LIFERAY = f"""<!DOCTYPE html><html class="ltr" lang="vi-VN"><head><title>{TITLE} - Cổng thông tin tỉnh Đèo Sim</title><meta charset="UTF-8">
<meta property="og:title" content="{TITLE}"><meta property="article:published_time" content="2025-08-20T08:30:00+07:00"></head>
<body class="controls-visible signed-out public-page site"><div id="cookieConsent" class="alert"><p>Trang này dùng cookie để ghi nhớ lựa chọn của bạn và thống kê lượt truy cập.
Khi tiếp tục sử dụng trang, bạn đồng ý với chính sách cookie của chúng tôi.</p><button>Đồng ý</button></div>
<div id="wrapper"><header id="banner" role="banner"><h1 class="site-title"><a href="/">Tỉnh Đèo Sim</a></h1><nav id="navigation"><ul role="menubar"><li><a href=1>Chính quyền</a><li><a href=2>Công dân</a><li><a href=3>Doanh nghiệp</a></ul></nav></header>
<div id="content"><nav id="breadcrumbs"><ul><li><a href="/">Trang chủ</a></li><li><a href="/x">Xã hội</a></li></ul></nav>
<div class="columns-2" id="main-content" role="main"><div class="portlet-layout row-fluid"><div class="portlet-column span8" id="column-1">
<section class="portlet"><div class="portlet-content"><div class="asset-full-content show-asset-title"><h3 class="header-title"><span>{TITLE}</span></h3>
<div class="asset-metadata"><span class="metadata-publish-date">20/08/2025 08:30</span></div>
<div class="asset-content"><div class="journal-content-article"><p><strong>{SAPO}</strong></p><p>{P1}</p><p>{P2}</p><p>{P3}</p><p>{P4}</p></div>
<div class="asset-ratings"><div class="liferay-rating-score">Trung bình (0 Bình chọn)</div></div>
<div class="taglib-discussion" id="discussion"><h4>Bình luận</h4><div class="lfr-discussion"><a href="u1">Nguyễn Thị Bạn Đọc</a><p>Tôi thấy kế hoạch này rất thiết thực, mong rằng các thôn, bản vùng cao sớm có lớp dạy bơi cho các cháu vì năm nào cũng có cháu bị đuối nước, gia đình rất lo.</p><span>3 tháng trước</span></div>
<div class="lfr-discussion"><a href="u2">Trần Văn Góp Ý</a><p>Đề nghị tỉnh quan tâm đến điểm trường lẻ, nơi chưa có nước sạch và nhà vệ sinh; các cô giáo phải gùi nước từ suối về cho học sinh dùng hằng ngày.</p><span>2 tháng trước</span></div></div>
</div></div></div></section></div>
<div class="portlet-column span4" id="column-2"><section class="portlet"><h2 class="portlet-title-text">Tin mới nhất</h2><ul><li><a href=5>Kỳ họp thứ chín Hội đồng nhân dân tỉnh</a><li><a href=6>Lễ phát động trồng cây</a></ul></section></div></div></div></div>
<footer id="footer" role="contentinfo"><p>Cổng thông tin điện tử tỉnh Đèo Sim. Giấy phép số 00/GP-TTĐT. Đơn vị quản lý: Văn phòng Ủy ban nhân dân tỉnh.</p></footer></div></body></html>"""

# 4. A newspaper: boxes of related items inside the article, captions, tags, a newsletter.
NEWSPAPER = f"""<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>{TITLE} | Báo Đèo Sim</title>
<script type="application/ld+json">{{"@type":"NewsArticle","headline":"{TITLE}","datePublished":"2025-08-21T05:12:00+07:00"}}</script></head>
<body><div class="top-bar"><div class="container"><span class="date">Thứ Tư, 25/11/2026</span><a href="/rss">RSS</a><a href="/en">English</a></div></div>
<div class="main-nav"><a href=1>Chính trị</a><a href=2>Kinh tế</a><a href=3>Xã hội</a><a href=4>Pháp luật</a></div>
<div class="container"><div class="row"><div class="col-main"><article class="article"><h1 class="article__title">{TITLE}</h1>
<div class="article__meta"><span class="author">HOÀNG MINH HỌA</span> <time datetime="2025-08-21T05:12">05:12, 21/08/2025</time></div>
<div class="article__social"><a href=fb>Chia sẻ Facebook</a><a href=tw>Chia sẻ Twitter</a><a href=ml>Gửi email</a><a href=pr>In bài viết</a></div>
<h2 class="article__sapo">{SAPO}</h2><div class="article__body"><p>{P1}</p>
<div class="box-related"><h4>Tin liên quan</h4><ul><li><a href=7>Tháng hành động vì trẻ em: nhiều hoạt động ở cơ sở</a></li><li><a href=8>Trao 200 suất quà cho học sinh vùng lũ</a></li></ul></div>
<p>{P2}</p><figure class="picture"><img src=a.jpg alt=""><figcaption>Học sinh trong giờ học bơi. Ảnh: H.M.H</figcaption></figure>
<div class="ads"><span>Quảng cáo</span></div><p>{P3}</p>
<table class="picture" align="center"><tbody><tr><td class="pic"><img src="b.jpg"></td></tr><tr><td class="caption"><p>Cán bộ thôn rà soát danh sách trẻ em.</p></td></tr></tbody></table>
<p>{P4}</p><p class="author"><strong>HOÀNG MINH HỌA</strong></p></div>
<div class="article__tags"><span>Từ khóa:</span><a href=t1>trẻ em</a><a href=t2>kế hoạch</a><a href=t3>Đèo Sim</a></div>
<div class="newsletter"><p>Nhận bản tin buổi sáng của báo qua thư điện tử: nhập địa chỉ của bạn vào ô dưới đây rồi bấm nút đăng ký.</p><input><button>Đăng ký</button></div>
</article><div class="comment-wrap"><h3>Bình luận (2)</h3><div class="item"><b>Bạn đọc Lê Thử</b><p>Bài viết hay, mong báo tiếp tục theo dõi việc thực hiện kế hoạch này ở các xã vùng sâu và phản ánh kịp thời những nơi làm chưa tốt.</p></div></div>
<div class="zone--more"><h3>Tin cùng chuyên mục</h3><div class="item"><a href=9>Xây dựng trường học không khói thuốc</a><p>Nhiều trường học trên địa bàn tỉnh đã ký cam kết xây dựng môi trường không khói thuốc và đưa nội dung này vào tiêu chí thi đua.</p></div>
<div class="item"><a href=10>Tiêm vắc xin cho trẻ em vùng biên</a><p>Đội tiêm chủng lưu động vừa hoàn thành đợt tiêm vét cho trẻ em ở các bản giáp biên trong mười ngày.</p></div></div></div>
<div class="col-side"><div class="widget"><h3>Đọc nhiều</h3><ol><li><a href=11>Giá nông sản tuần qua</a><li><a href=12>Lịch cắt điện</a></ol></div></div></div></div>
<footer><div>Cơ quan chủ quản: Tỉnh ủy Đèo Sim. Tổng biên tập: Vũ Giả Định. Tòa soạn: số 2 đường Thử Nghiệm.</div></footer></body></html>"""

# 5. An old site: one cell, lines parted by <br><br>, declared Western, written in UTF-8.
OLD = f"""<HTML><HEAD><META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=iso-8859-1"><TITLE>{TITLE}</TITLE></HEAD>
<BODY BGCOLOR=#FFFFFF><TABLE WIDTH=780 ALIGN=center><TR><TD COLSPAN=2><A HREF=/>Trang nhất</A> | <A HREF=/tin>Tin trong tỉnh</A> | <A HREF=/vb>Văn bản mới</A> | <A HREF=/lh>Liên hệ</A></TD></TR>
<TR><TD WIDTH=160 VALIGN=top><A HREF=1>Chính trị</A><BR><A HREF=2>Kinh tế</A><BR><A HREF=3>Văn hóa</A><BR><FORM><INPUT NAME=q><INPUT TYPE=submit VALUE="Tìm kiếm"></FORM></TD>
<TD VALIGN=top><FONT SIZE=4><B>{TITLE}</B></FONT><BR>[20/08/2025]<BR><BR>{P1}<BR><BR>&nbsp;&nbsp;&nbsp;{P2}<BR>
<BR>1. {P3}<BR><BR>2. {P4}<BR><BR><DIV ALIGN=right><B>Lý Thử Nghiệm</B></DIV><BR>
<A HREF="javascript:window.print()">In trang</A> | <A HREF="#">Quay lại</A><BR><HR>
<B>Các bài đã đưa:</B><BR>- <A HREF=7>Thăm trường mầm non vùng cao</A> (19/08)<BR>- <A HREF=8>Tặng sách cho thiếu nhi</A> (18/08)<BR></TD></TR>
<TR><TD COLSPAN=2 ALIGN=center>Số lần truy cập: 55012<BR>© Trang tin Đèo Sim</TD></TR></TABLE></BODY></HTML>"""

# 6. A database of documents: tabs, a table of attributes, the text as Word saved it.
W = '<p class="MsoNormal" style="margin-bottom:6.0pt;text-align:justify"><span lang=VI style=\'font-size:14.0pt\'>'
DATABASE = f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>Kế hoạch 118/KH-UBND - Cơ sở dữ liệu văn bản tỉnh Đèo Sim</title></head><body>
<div class="header"><a class="logo" href="/">Cơ sở dữ liệu văn bản</a><form class="search-form"><input placeholder="Tìm văn bản"><button>Tìm</button></form></div>
<ul class="nav nav-tabs"><li class="active"><a href="#toanvan">Toàn văn</a></li><li><a href="#thuoctinh">Thuộc tính</a></li><li><a href="#lichsu">Lịch sử</a></li><li><a href="#lienquan">VB liên quan</a></li><li><a href="#taive">Tải về</a></li></ul>
<div class="tab-content"><div id="toanvan" class="tab-pane active"><div class="toolbar"><a href="#">Bản in</a><a href="#">Lưu</a><a href="#">Báo lỗi</a></div>
<div class="content1"><table class="MsoNormalTable" border=0><tr><td width=220><p align=center><b>ỦY BAN NHÂN DÂN<br>TỈNH ĐÈO SIM</b></p></td><td><p align=center><b>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</b><br><b>Độc lập - Tự do - Hạnh phúc</b></p></td></tr>
<tr><td><p>Số: 118/KH-UBND</p></td><td><p><i>Đèo Sim, ngày 19 tháng 8 năm 2025</i></p></td></tr></table>
<p class=MsoNormal align=center><b>KẾ HOẠCH</b></p><p class=MsoNormal align=center><b>Chăm sóc, giáo dục và bảo vệ trẻ em<br>giai đoạn 2025 - 2030</b></p>
{W}<b>I. MỤC TIÊU</b></span></p>{W}1.<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp; </span>{P2}<o:p></o:p></span></p>
{W}<b>II. NHIỆM VỤ</b></span></p>{W}a) {P3}</span></p>{W}b) {P4}</span></p>
<table class=MsoNormalTable><tr><td><p><b><i>Nơi nhận:</i></b><br>- Như trên;<br>- Lưu: VT.</p></td><td><p align=center><b>TM. ỦY BAN NHÂN DÂN<br>CHỦ TỊCH</b><br><br><b>Lò Giả Định</b></p></td></tr></table></div></div>
<div id="thuoctinh" class="tab-pane" style="display:none"><table class="vbProperties"><tr><td>Số ký hiệu</td><td>118/KH-UBND</td><td>Ngày ban hành</td><td>19/08/2025</td></tr><tr><td>Loại văn bản</td><td>Kế hoạch</td><td>Tình trạng</td><td>Còn hiệu lực</td></tr></table></div>
<div id="lienquan" class="tab-pane" hidden><ul><li><a href=1>Chỉ thị 99-CT/TW về chăm sóc trẻ em</a></li><li><a href=2>Kế hoạch 20/KH-UBND năm 2021</a></li></ul></div></div>
<div class="modal fade" id="modalBaoLoi"><h4>Báo lỗi văn bản</h4><p>Nếu thấy văn bản có lỗi chính tả hoặc thiếu trang, xin ghi lại chỗ sai và địa chỉ thư điện tử để chúng tôi trả lời bạn.</p></div>
<footer>Sở Tư pháp tỉnh Đèo Sim</footer></body></html>"""

HEAD = ("| ỦY BAN NHÂN DÂN TỈNH ĐÈO SIM | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc |",
        "| Số: 118/KH-UBND | Đèo Sim, ngày 19 tháng 8 năm 2025 |")  # fmt: skip
CLOSING = "| Nơi nhận: - Như trên; - Lưu: VT. | TM. ỦY BAN NHÂN DÂN CHỦ TỊCH Lò Giả Định |"

PAGES = {
    "web forms": SavedPage(
        FORMS.encode(),
        (TITLE, "(Cập nhật: 20/08/2025 09:15:00)", SAPO, P1, P2, "| Chỉ tiêu | 2025 | 2030 |",
         "| Trẻ em có thẻ bảo hiểm y tế | 94% | 97% |", P3, "Mai Giả Định"),
    ),
    "sharepoint": SavedPage(
        SHAREPOINT.encode(),
        (TITLE, "20/08/2025 14:05", P1, P2, "Lớp dạy bơi hè ở xã Bản Giả. Ảnh: Vi Thử", P3, P4, "Nông Minh Họa"),
    ),
    "liferay": SavedPage(
        LIFERAY.encode(), (TITLE, "20/08/2025 08:30", SAPO, P1, P2, P3, P4), published="2025-08-20"
    ),
    "newspaper": SavedPage(
        NEWSPAPER.encode(),
        (TITLE, "HOÀNG MINH HỌA 05:12, 21/08/2025", SAPO, P1, P2, "Học sinh trong giờ học bơi. Ảnh: H.M.H", P3,
         "Cán bộ thôn rà soát danh sách trẻ em.", P4, "HOÀNG MINH HỌA"),
        published="2025-08-21",
    ),
    "old site": SavedPage(
        OLD.encode(), (TITLE, "[20/08/2025]", P1, P2, f"1. {P3}", f"2. {P4}", "Lý Thử Nghiệm")
    ),
    "database": SavedPage(
        DATABASE.encode(),
        (*HEAD, "KẾ HOẠCH", "Chăm sóc, giáo dục và bảo vệ trẻ em", "giai đoạn 2025 - 2030", "I. MỤC TIÊU", f"1. {P2}",
         "II. NHIỆM VỤ", f"a) {P3}", f"b) {P4}", CLOSING),
        title="",
    ),
}  # fmt: skip
