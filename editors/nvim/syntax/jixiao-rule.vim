" Colours of jixiao's rule files, as far as words and quotes go; the server knows more.
" generated from src/syntax/keyword.rs; UPDATE=1 cargo test editors writes it again
if exists('b:current_syntax')
  finish
endif

syntax match jixiaoNumber /\v[0-9０-９]+([.．][0-9０-９]+)?/
syntax match jixiaoClause /\%(^\|[{};｛｝；]\)\s*\zs\%(at\|basis\|confidence\|def\|example\|explains\|extend\|fix\|for\|forbid\|help\|label\|let\|locked\|message\|off\|on\|override\|param\|pattern\|require\|rule\|set\|severity\|since\|terms\|until\|when\|令\|位于\|依据\|修正\|停用\|参数\|句式\|增补\|定义\|对于\|建议\|当\|把握\|标注\|示例\|禁止\|级别\|自\|至\|要求\|规则\|解释\|设定\|词表\|说明\|调整\|适用\|锁定\)\ze\%($\|[ \t　:：{｛]\)/
syntax match jixiaoKeyword /\%(^\|[ \t　(（\[［]\)\zs\%(and\|by\|contains\|display\|each\|else\|error\|every\|fail\|fall\|false\|first\|fixed\|for\|grow\|hint\|if\|in\|is\|it\|likely\|matches\|may\|missing\|no\|not\|only\|opinion\|or\|pass\|present\|rise\|safe\|some\|sure\|then\|true\|unreadable\|unsafe\|warning\|where\|within\|不包含\|不可读\|不属于\|不符合\|不通过\|且\|为\|为空\|仅提示\|假\|允差\|其中\|包含\|参考\|只许提高\|只许降低\|可以增补\|可直接改\|否则\|如果\|存在\|对于\|属于\|已填\|应改\|必改\|或\|所有\|按\|提示\|改后\|本项\|每个\|没有\|真\|确定\|符合\|缺失\|较大\|通过\|那么\|需确认\|非\|首个\)\ze\%($\|[ \t　:：;；,，)）\]］{｛(（]\)/
syntax match jixiaoEscape /\\["\\n]/ contained
syntax region jixiaoText start=/"/ skip=/\\./ end=/"\|$/ oneline contains=jixiaoEscape
syntax region jixiaoText start=/“/ end=/”\|$/ oneline
syntax region jixiaoText start=/「/ end=/」\|$/ oneline
syntax match jixiaoPattern /[=＝]\s*\zs\/\%(\\.\|[^\/\\]\)\+\//
syntax match jixiaoComment /\/\/.*$/

highlight default link jixiaoNumber Number
highlight default link jixiaoClause Statement
highlight default link jixiaoKeyword Keyword
highlight default link jixiaoEscape SpecialChar
highlight default link jixiaoText String
highlight default link jixiaoPattern String
highlight default link jixiaoComment Comment

let b:current_syntax = 'jixiao-rule'
