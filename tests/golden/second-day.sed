# The day after the sample day, made of its scene: what is planted here, and nothing else, is what
# compare has to tell of the two days. What merely happens more or less often is no difference.
s/^start 2026-03-02/start 2026-03-03/
# new host: a ninth client, which signs in as the others do
/^host pc8 /a\
host pc9      10.20.0.19
/^0:23:05.000 /a\
0:26:00.100 udp pc9:68 everyone:67 dhcp message=8 unanswered\
0:26:03.000 tcp pc9:52208 fehw:5061 tls sni=pool01.contoso.test cert=pool01.contoso.test records=12
# gone host: Exchange Unified Messaging does not call any more
/um01:53490/d
# row newly seen: T1.11, HTTP to the web component on port 80
/^1:26:00.000 /a\
1:26:30.000 tcp pc1:53265 fe01:80 http path=/Autodiscover/AutodiscoverService.svc/root host=lyncdiscoverinternal.contoso.test
# row gone: T1.8, content over PSOM on port 8058
/fe01:8058 /d
# finding gone: remote desktop on the Front End
/fe01:3389 /d
# finding new: SSH to the other Front End
/^6:00:05.000 /a\
6:00:06.000 tcp pc8:58101 fe02:22 ssh
# finding changed: what only knocked at port 8888 is answered now
s/fe01:8888 syn/fe01:8888 noise/
# no difference: one more call that already was a finding, one client less that signs in twice
/^6:00:15.000 /a\
6:00:16.000 tcp pc6:58103 fe01:5061 sip
/pc2:52401 /d
