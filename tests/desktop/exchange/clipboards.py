"""Clipboards as programs fill them: the HTML is what Excel 2003, Excel 365, WPS and LibreOffice put there, shortened."""

EXCEL = """<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"
xmlns:x="urn:schemas-microsoft-com:office:excel" xmlns="http://www.w3.org/TR/REC-html40">
<head><meta http-equiv=Content-Type content="text/html; charset=utf-8"><meta name=ProgId content=Excel.Sheet>
<style><!--table {{mso-displayed-decimal-separator:"\\."; mso-displayed-thousand-separator:"\\,";}}
td {{padding-top:1px; mso-number-format:General;}}
.xl65 {{mso-number-format:"\\@";}} .xl66 {{mso-number-format:"Short Date";}} .xl67 {{mso-number-format:"0000";}}
--></style></head>
<body link="#0563C1" vlink="#954F72">
<table border=0 cellpadding=0 cellspacing=0 width=256 style='border-collapse:collapse;width:192pt'>
<!--StartFragment-->
 <col width=64 span=4 style='width:48pt'>
{rows}
<!--EndFragment-->
 <![if supportMisalignedColumns]> <tr height=0 style='display:none'> <td width=64 style='width:48pt'></td> </tr> <![endif]>
</table></body></html>"""

ROWS_365 = """ <tr height=19 style='height:14.4pt'>
  <td height=19 width=64 style='height:14.4pt;width:48pt'>姓名</td>
  <td class=xl65 width=64>身份证号</td>
  <td width=64>出生<br>
    日期</td>
  <td>备注</td>
 </tr>
 <tr height=19>
  <td height=19>张<span style='mso-spacerun:yes'>&nbsp; </span>甲</td>
  <td class=xl65>210102200801019976</td>
  <td class=xl66 align=right>2008/1/1</td>
  <td>第一行<br style='mso-data-placement:same-cell;'>
    第二行 &lt;3</td>
 </tr>
 <tr height=19>
  <td height=19>张乙</td>
  <td class=xl65>00123</td>
  <td class=xl66 align=right></td>
  <td rowspan=2>合并</td>
 </tr>
 <tr height=19>
  <td height=19 colspan=2>张丙</td>
  <td class=xl66 align=right>2008/1/3</td>
 </tr>"""

ROWS_2003 = """ <tr><td x:str>姓名</td><td x:str>日期</td><td x:str>编号</td><td>金额</td><td>号</td></tr>
 <tr><td x:str="'张甲">张甲</td><td class=xl66 align=right x:num="39448">########</td>
  <td class=xl67 align=right x:num="7">0007</td><td align=right x:num="1234.5">1,234.50</td>
  <td align=right x:num="2.10102200801019E+17">2.10102E+17</td></tr>"""

WPS = """<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:x="urn:schemas-microsoft-com:office:excel"><head>
<meta name="Generator" content="Kingsoft ET"/>
<style><!-- @font-face {font-family:"宋体";} .et2 {mso-number-format:"\\@";text-align:left;} .et3 {mso-number-format:"yyyy\\/m\\/d";}
--></style></head><body><!--StartFragment-->
<table width="216" border="0" cellpadding="0" cellspacing="0">
<tr height="18"><td class="et1" x:str>姓名</td><td class="et2" x:str>学号</td><td class="et3" x:str>入学日期</td></tr>
<tr height="18"><td class="et1" x:str>张甲</td><td class="et2" x:str>0024010001</td><td class="et3" x:num="45536">2024/9/1</td></tr>
<tr height="18"><td class="et1" x:str>张乙</td><td class="et2" x:str="0024010002">0024010002</td><td class="et3" x:num="45535.9995">2024/9/1</td></tr>
</table><!--EndFragment--></body></html>"""

LIBREOFFICE = """<!DOCTYPE html><html><head><meta http-equiv="content-type" content="text/html; charset=utf-8"/>
<meta name="generator" content="LibreOffice 7.4.7.2 (Linux)"/><style type="text/css">body,td { font-size:x-small }</style></head>
<body><table cellspacing="0" border="0"><colgroup span="3" width="85"></colgroup>
<tr><td height="17" align="left">姓名</td><td align="left">学号</td><td align="left">日期</td></tr>
<tr><td height="17" align="left">张甲</td><td align="left" sdnum="1033;0;@">0024010001</td>
<td align="right" sdval="45536" sdnum="1033;2052;YYYY&quot;年&quot;M&quot;月&quot;">2024年9月</td></tr>
<tr><td height="17" align="left">张乙</td><td align="right" sdval="12" sdnum="1033;0;000000">000012</td>
<td align="right" sdval="45536.5" sdnum="1033;2052;YYYY-MM-DD HH:MM">2024-09-01 12:00</td></tr>
</table></body></html>"""
