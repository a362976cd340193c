/**
 * The shell's own styles, in the system's colours and the scheme of the page around it. A frame is 400 by 600 pixels at
 * least, or as much of that as the page and the screen have; in a dialog 450 by 790.
 */
export const css = `:host{display:block;height:100%}
dialog,section,header,main{display:flex}
dialog,section{flex-direction:column;box-sizing:border-box;overflow:hidden;padding:0;border:0;border-radius:12px;background:Canvas;color:CanvasText}
section{height:100%;min-width:min(400px,100%);border:1px solid #8884}
dialog{max-width:min(450px,100vw);max-height:100dvh}
dialog::backdrop{background:#0009}
header{flex-wrap:wrap;font-size:14px}
header :last-child{margin-inline-start:auto}
main{flex:1}
iframe{flex:1;border:0;min-height:min(600px,100dvh)}
dialog iframe{min-width:min(450px,100vw);min-height:min(790px,100dvh - 48px)}
div{margin:auto;padding:0 24px 32px;text-align:center}
p{margin:16px}
button{font:inherit;height:48px;padding:0 16px;border:0;border-radius:8px;background:0;color:inherit}
button[aria-label]{font-size:24px}
button:hover{background:#8884}
div button{background:CanvasText;color:Canvas}
`
