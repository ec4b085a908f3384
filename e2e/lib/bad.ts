// Things that have no business being sent.

/** Texts that no field of at most 40,000 characters takes. */
export const NEVER_TEXT: [string, unknown][] = [
  ["empty", ""],
  ["white space", " \n\t\u3000"],
  ["nothing but invisible characters", "\u200b\u202e\ufeff\u2066"],
  ["a NUL", "a\u0000b"],
  ["an escape sequence", "a\u001b[31mb"],
  ["a lone surrogate", "\ud800"],
  ["far too long", "x".repeat(100_000)],
  ["a number", 7],
  ["a list", ["a"]],
  ["an object", { $ne: "" }],
  ["null", null],
];

/** What is not an id of anything, as it would stand in a path. */
export const NOT_IDS: string[] = [
  "AAAAAAAAAAAAAAAAAAAAAA",
  "AAAAAAAAAAAAAAAAAAAAA",
  "AAAAAAAAAAAAAAAAAAAAAAA",
  "AAAAAAAAAAAAAAAAAAAAAB",
  "________________-_____",
  "1",
  "-1",
  "0x10",
  "null",
  "%00",
  "%00AAAAAAAAAAAAAAAAAAAAA",
  "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
  "..%5c..%5c",
  "%ff%fe",
  "%c0%ae%c0%ae",
  "%f0%9f%95%af",
  "%E2%80%AE%E2%80%8B",
  "%27%20OR%201%3D1--",
  "%3Cscript%3Ealert(1)%3C%2Fscript%3E",
  "{{7*7}}",
  "$%7Bjndi:ldap%7D",
  "x".repeat(6000),
  "%25252e",
  "con.jpg",
];

/** What is not a cursor. */
export const NOT_CURSORS: string[] = [
  "x",
  "_".repeat(32),
  "A".repeat(31),
  "A".repeat(33),
  "-1",
  "9".repeat(400),
  "%00",
  "%ff",
  "%27%3B%20DROP%20TABLE%20story%3B--",
];

/** JSON that is none, or not what is asked for. */
export const NOT_JSON: [string, string | Uint8Array][] = [
  ["nothing", ""],
  ["half of it", '{"name":"wil'],
  ["something after it", '{"name":"willow"} trailing'],
  ["a list", "[]"],
  ["a text", '"willow"'],
  ["null", "null"],
  ["not UTF-8", new Uint8Array([0x7b, 0x22, 0x6e, 0x22, 0x3a, 0x22, 0xff, 0xfe, 0x22, 0x7d])],
  ["a thousand levels", "[".repeat(100_000)],
  ["nested objects", '{"a":'.repeat(20_000)],
  ["a form", "name=willow"],
  ["XML", "<name>willow</name>"],
  ["half a megabyte", `{"name":"${"x".repeat(500_000)}"}`],
  ["UTF-16", Buffer.from('\ufeff{"name":"willow"}', "utf16le")],
];

/** What would run, if anything of it were taken for markup. Each calls `xss()`. */
export const MARKUP: string[] = [
  "<script>xss()</script>",
  "<img src=x onerror=xss()>",
  "<svg/onload=xss()>",
  '"><script>xss()</script>',
  "'><img src=x onerror=xss()>",
  "[a](javascript:xss())",
  "[a](JaVaScRiPt&colon;xss())",
  "<javascript:xss()>",
  '![a](x"onerror="xss())',
  "[a]: javascript:xss()\n\n[a]",
  "<iframe srcdoc='<script>parent.xss()</script>'></iframe>",
  "<style>*{background:url(//elsewhere.example/x)}</style>",
  "<link rel=stylesheet href=//elsewhere.example/x>",
  "<base href=//elsewhere.example/>",
  "<meta http-equiv=refresh content='0;url=//elsewhere.example'>",
  "<form action=//elsewhere.example><button>Answer</button></form>",
  "<a href='//elsewhere.example' ping='//elsewhere.example'>x</a>",
  "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=xss()&gt;'>",
  "<noscript><p title='</noscript><img src=x onerror=xss()>'>",
  "{{constructor.constructor('xss()')()}}",
  "</textarea><script>xss()</script>",
  "</title><script>xss()</script>",
  "<details open ontoggle=xss()>",
  "<b id=location>clobber</b><a name=cookie>",
];
