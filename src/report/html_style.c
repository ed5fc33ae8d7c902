/*
 * html_style.c - how the page looks, and the policy that lets nothing but this style sheet act
 *
 * Colours carry meaning only beside words. Text has a contrast of at least 4.5 to 1 on its
 * ground (WCAG 2.2, 1.4.3), light and dark.
 */
#include <openssl/evp.h>
#include <string.h>

#include "report/html.h"

static const char screen[] =
    ":root{color-scheme:light dark;--ground:#fff;--panel:#f4f6f8;--ink:#1b2430;--soft:#4d5a68;"
    "--line:#c9d1d9;--link:#0b57a4;--good:#2e7d4f;--bad:#b3261e;--odd:#a85b00;--known:#2f6db5;"
    "--none:#7a3fa0;--heat:47,109,181;--high:#8c1d18;--medium:#7a4300;--low:#3c4858}\n"
    "@media (prefers-color-scheme:dark){:root{--ground:#12171d;--panel:#1c232b;--ink:#e3e8ee;"
    "--soft:#a9b4c0;--line:#3a4550;--link:#8ab8f0;--good:#5cb883;--bad:#f2877f;--odd:#e5a34f;"
    "--known:#7fb0ea;--none:#c79be6;--heat:127,176,234;--high:#ffb4ab;--medium:#ffc98a;"
    "--low:#c3ccd6}}\n"
    "*{box-sizing:border-box}\n"
    "body{margin:0 auto;max-width:82rem;padding:1rem 1.25rem 4rem;background:var(--ground);"
    "color:var(--ink);font:1rem/1.5 system-ui,\"Noto Sans\",\"Noto Sans CJK SC\","
    "\"Microsoft YaHei\",sans-serif}\n"
    "h1{font-size:1.7rem;line-height:1.25;margin:.6rem 0 .3rem}\n"
    "h2{font-size:1.3rem;margin:2.4rem 0 .7rem;padding-bottom:.2rem;"
    "border-bottom:2px solid var(--line)}\n"
    "h3{overflow-wrap:anywhere}\n"
    "a{color:var(--link)}\n"
    ".sub{color:var(--soft);margin:.1rem 0}\n"
    "nav ul{list-style:none;display:flex;flex-wrap:wrap;gap:.2rem 1.1rem;padding:0;margin:1rem 0}\n"
    ".sums{display:flex;flex-wrap:wrap;gap:.6rem;margin:1rem 0;padding:0;list-style:none}\n"
    ".sums li{background:var(--panel);border:1px solid var(--line);border-radius:.4rem;"
    "padding:.4rem .8rem}\n"
    ".sums b{font-size:1.25rem;font-variant-numeric:tabular-nums}\n"
    ".about{display:grid;grid-template-columns:minmax(9rem,max-content) 1fr;gap:.15rem 1.2rem;"
    "margin:0}\n"
    ".about dt{color:var(--soft)}\n"
    ".about dd{margin:0;overflow-wrap:anywhere;font-variant-numeric:tabular-nums}\n"
    ".about .warning{color:var(--high);font-weight:600}\n"
    ".scroll{overflow-x:auto}\n"
    "table{border-collapse:collapse;font-size:.9rem;min-width:100%}\n"
    "th,td{border-bottom:1px solid var(--line);padding:.28rem .6rem;text-align:left;"
    "vertical-align:top;font-weight:400}\n"
    "thead th{background:var(--panel);font-weight:600;vertical-align:bottom}\n"
    "tbody th{font-weight:600}\n"
    ".scroll tbody th,.scroll thead th:first-child{position:sticky;left:0;z-index:1}\n"
    ".scroll tbody th{background:var(--ground)}\n"
    ".n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}\n"
    ".c{white-space:nowrap}\n"
    ".r{min-width:8rem}\n"
    ".w{min-width:6rem;overflow-wrap:break-word}\n"
    "td.k-reason{min-width:14rem}\n.k-because,.k-meaning{min-width:16rem;overflow-wrap:anywhere}\n"
    ".bar{display:block;width:100%;height:1.8rem;border-radius:.3rem;margin:.4rem 0 1rem}\n"
    ".timeline{display:block;width:100%;height:9rem;border-bottom:1px solid var(--soft)}\n"
    ".axis{display:flex;justify-content:space-between;flex-wrap:wrap;gap:0 1rem;margin:.2rem 0;"
    "font-size:.85rem;color:var(--soft)}\n"
    ".key{margin:.2rem 0 1rem;font-size:.9rem}\n"
    ".swatch{display:inline-block;width:.8rem;height:.8rem;border-radius:.15rem}\n"
    "rect.v-documented{fill:var(--good)}rect.v-contradicted{fill:var(--bad)}"
    "rect.v-misplaced{fill:var(--odd)}rect.v-dependency{fill:var(--known)}"
    "rect.v-undocumented{fill:var(--none)}\n"
    "rect.t-flows{fill:var(--known)}rect.t-findings{fill:var(--bad)}\n"
    "span.t-flows{background:var(--known)}span.t-findings{background:var(--bad)}\n"
    "#verdicts tbody th{border-left:.5rem solid var(--line)}\n"
    "tr.v-documented{--tint:var(--good)}tr.v-contradicted{--tint:var(--bad)}"
    "tr.v-misplaced{--tint:var(--odd)}tr.v-dependency{--tint:var(--known)}"
    "tr.v-undocumented{--tint:var(--none)}\n"
    "#verdicts tbody tr th{border-left-color:var(--tint)}\n"
    "#matrix .k-verdict,#coverage .k-state{white-space:nowrap}\n"
    "#matrix tbody .k-verdict{color:var(--tint);font-weight:600}\n"
    "tr.c-seen .k-state{color:var(--good);font-weight:600}"
    "tr.c-contradicted .k-state{color:var(--bad);font-weight:600}"
    "tr.c-port-only .k-state{color:var(--odd);font-weight:600}"
    "tr.c-not-seen .k-state{color:var(--soft)}\n"
    "tr:target th,tr:target td{background:var(--panel)}\n";

static const char entries[] =
    ".heat td,.heat th{border:1px solid var(--line)}\n"
    ".heat td{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}\n"
    ".heat{font-size:.8rem;min-width:0}.heat tbody th{white-space:nowrap}"
    ".heat thead th+th{writing-mode:vertical-rl;vertical-align:bottom;white-space:nowrap}\n"
    ".heat .none{color:var(--soft)}\n"
    ".h1{background:rgba(var(--heat),.06)}.h2{background:rgba(var(--heat),.12)}"
    ".h3{background:rgba(var(--heat),.18)}.h4{background:rgba(var(--heat),.24)}"
    ".h5{background:rgba(var(--heat),.3)}\n"
    ".grid{display:block;margin:.6rem 0 1.2rem;font-size:12px}.grid text{fill:var(--ink)}"
    ".grid .count{font-size:11px;font-variant-numeric:tabular-nums}"
    ".grid .h1{fill:rgba(var(--heat),.1)}.grid .h2{fill:rgba(var(--heat),.18)}"
    ".grid .h3{fill:rgba(var(--heat),.26)}.grid .h4{fill:rgba(var(--heat),.34)}"
    ".grid .h5{fill:rgba(var(--heat),.42)}.grid .bad{stroke:var(--bad);stroke-width:2}\n"
    ".wrong{color:var(--high);font-weight:700}\n"
    ".sev{display:inline-block;border:1px solid currentColor;border-radius:.3rem;"
    "padding:0 .45rem;font-size:.85rem;font-weight:700}\n"
    ".s-high{--tone:var(--high)}.s-medium{--tone:var(--medium)}.s-low{--tone:var(--low)}"
    ".s-fine{--tone:var(--good)}\n"
    ".sev{color:var(--tone)}\n"
    ".finding{display:grid;grid-template-columns:14rem minmax(0,1fr) minmax(0,1.3fr) 16.5rem;"
    "gap:.2rem 1.2rem;border:1px solid var(--line);border-left:.4rem solid var(--tone);"
    "border-radius:.3rem;background:var(--panel);padding:.45rem .8rem;margin:.4rem 0;"
    "font-size:.9rem;line-height:1.4}\n"
    ".finding h3{font-size:1em;margin:0;line-height:inherit}.finding h3 a{color:inherit}"
    ".no{display:inline-block;min-width:1.4em;color:var(--soft);font-weight:400}\n"
    ".finding dl{margin:0;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}"
    ".finding dd{display:inline;margin:0}.finding dt{display:inline;color:var(--soft);"
    "font-size:.9em}\n"
    ".ends div,.much div{display:inline}.much div{display:inline-block;margin-right:.7em}"
    ".much .k-first,.much .k-last{display:block}.finding .one{display:none}\n"
    ".ends dt,.k-reason dt{position:absolute;clip-path:inset(50%);width:1px;height:1px;"
    "overflow:hidden;white-space:nowrap}" /* for ears alone: the eye sees it */
    ".k-source_ips dd::before{content:\"(\"}.k-source_ips dd::after{content:\")\"}"
    ".finding .k-destination::before{content:\"\\a\\2192\\20\";white-space:pre}"
    ".k-source_roles dd,.k-destination_roles dd{font-style:italic;display:inline-block}\n"
    ".k-rule,.k-rule dd{color:var(--soft)}\n"
    ".finding.accepted{--tone:var(--good);background:none}\n"
    ".finding .scroll{grid-column:1/-1;min-width:0}.finding .rest{grid-column:1/-1}"
    ".name{font-weight:400;color:var(--soft)}\n"
    ".members{margin-top:.3rem;min-width:0;font-size:.95em}\n"
    ".legend{display:flex;flex-wrap:wrap;gap:.1rem 1.4rem;margin:.7rem 0 1rem;font-size:.9rem}"
    ".legend dt{display:inline;font-style:italic}.legend dd{display:inline;margin:0;"
    "color:var(--soft)}\n"
    "#kinds tbody th,#kinds .k-severity{white-space:nowrap}"
    "#kinds .k-severity{color:var(--tone);font-weight:700}\n"
    ".rest{color:var(--soft);font-style:italic;margin:.3rem 0 1rem}\n"
    ".sums .sev{border:0;padding:0}\n"
    "tr.x-expired .k-state{color:var(--bad);font-weight:600}"
    "tr.x-unused .k-state{color:var(--odd);font-weight:600}"
    "tr.x-used .k-state{color:var(--good);font-weight:600}\n"
    "@media (max-width:62rem){.finding{grid-template-columns:minmax(0,1fr) minmax(0,1fr)}}\n"
    "@media (max-width:40rem){body{padding:.6rem .7rem 3rem}h1{font-size:1.35rem}"
    ".about{grid-template-columns:1fr;gap:0}.about dd{margin-bottom:.4rem}"
    ".finding{grid-template-columns:minmax(0,1fr)}#kinds thead,#kinds .n{display:none}"
    "#kinds tr{display:flex;flex-wrap:wrap}#kinds tr>*{border:0}#kinds .k-advice{flex:0 0 100%;"
    "border-bottom:1px solid var(--line)}"
    ".k-role,.k-service{min-width:11rem}#verdicts "
    ".k-meaning{min-width:9rem}th,td{padding:.25rem .4rem}}\n";

static const char paper[] =
    "@media print{:root{--ground:#fff;--panel:#fff;--ink:#000;--soft:#333;--line:#aaa;--link:#000;"
    "--good:#1f6b40;--bad:#a3180f;--odd:#8a4a00;--known:#1f5da5;--none:#6a2f90;--high:#8c1d18;"
    "--medium:#7a4300;--low:#333;--heat:47,109,181}\n"
    "@page{size:A4 landscape;margin:11mm 12mm 13mm;@bottom-right{content:counter(page) \" / \" "
    "counter(pages);font:8pt sans-serif;color:#333}}\n"
    "html{font-size:8.5pt}body{max-width:none;padding:0;line-height:1.35}"
    "h1{margin-top:0}h2{margin:1.4rem 0 .4rem}h2,h3,.sub,.legend{break-after:avoid}"
    "nav{display:none}a{text-decoration:none}\n"
    ".about{grid-template-columns:max-content 1fr max-content 2fr;gap:.05rem 1rem;font-size:.92em}"
    ".sums{margin:.5rem 0}.sums li{padding:.2rem .6rem}.bar{height:1.2rem;margin:.3rem 0 .5rem}\n"
    ".scroll{overflow:visible}table{font-size:.92rem;line-height:1.22}th,td{padding:.07rem .35rem}"
    "thead{display:table-header-group}thead th.n{white-space:normal}"
    "tr,svg,.finding,.legend,#verdicts{break-inside:avoid}.finding h3{break-after:auto}"
    ".finding.many{break-inside:auto}"
    ".scroll tbody th,.scroll thead th:first-child{position:static}"
    ".k-protocol{white-space:normal}.w,.r,.k-because,.k-meaning,td.k-reason{min-width:0}"
    "#verdicts,#kinds,#timeline{min-width:0}#coverage .k-service{min-width:18rem}"
    ":lang(zh) #matrix .k-rows{width:9rem}\n"
    ".finding{padding:.15rem .6rem;margin:.2rem 0;line-height:1.25;"
    "grid-template-columns:14.5rem minmax(0,1fr) minmax(0,1.5fr) 16rem}\n"
    ".picture{display:none}" /* its table says the same, and how much of it is not allowed */
    ".timeline{height:6rem}.timeline~.scroll{columns:4;column-gap:2rem}"
    "rect,.swatch,.heat td{print-color-adjust:exact;-webkit-print-color-adjust:exact}}\n";

static const char *const parts[] = {screen, entries, paper};

enum { PARTS = sizeof parts / sizeof *parts };

/* Base64 of the SHA-256 of the style; a wrong one would only leave the page without its looks. */
static void hash_style(unsigned char text[EVP_MAX_MD_SIZE * 2])
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned length = 0;
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    bool good = context != NULL && EVP_DigestInit_ex(context, EVP_sha256(), NULL) == 1;
    for (size_t i = 0; good && i < PARTS; i++)
        good = EVP_DigestUpdate(context, parts[i], strlen(parts[i])) == 1;
    if (!good || EVP_DigestFinal_ex(context, digest, &length) != 1)
        length = 0;
    EVP_EncodeBlock(text, digest, (int)length);
    EVP_MD_CTX_free(context);
}

/* Content Security Policy 3: one style sheet, known by its hash; no script, no request at all. */
void html_policy_and_style(const struct html *html)
{
    unsigned char hash[EVP_MAX_MD_SIZE * 2];
    hash_style(hash);
    fprintf(html->out,
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
            "style-src 'sha256-%s'; base-uri 'none'; form-action 'none'\">\n<style>",
            (const char *)hash);
    for (size_t i = 0; i < PARTS; i++)
        fputs(parts[i], html->out);
    fputs("</style>\n", html->out);
}
