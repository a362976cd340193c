/**
 * The shell's own styles, in the system's colours and the scheme of the page around it. The frame is 400 by 600 pixels at
 * least, or as much of that as the page and the screen have.
 */
export const css = `:host{display:block;height:100%}
dialog,section,header,main{display:flex}
dialog,section{flex-direction:column;box-sizing:border-box;overflow:hidden;padding:0;border:1px solid #8884;border-radius:12px;background:Canvas;color:CanvasText}
section{height:100%;min-width:min(400px,100%);min-height:min(600px,100dvh)}
dialog{min-width:min(450px,100vw);min-height:min(790px,100dvh)}
dialog::backdrop{background:#0008}
@media(max-width:480px){dialog{min-width:100vw;min-height:100dvh;border:0;border-radius:0}}
header{flex-wrap:wrap;justify-content:end}
header :not(:last-child){margin-inline-end:auto}
main,iframe{flex:1;border:0}
div{margin:auto;text-align:center}
button{font:inherit;padding:12px 16px;border:0;border-radius:8px;background:0;color:inherit;cursor:pointer}
button:hover{background:#8884}
div button{background:CanvasText;color:Canvas}
`
