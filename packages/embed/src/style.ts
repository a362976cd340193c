/**
 * The shell's own styles. Its colours are the system's, in the scheme of the page around it; the frame is 400 by 600 pixels
 * at least, or as much of it as the screen has.
 */
export const css = `
:host{display:block;height:100%}
dialog,section{display:flex;flex-direction:column;box-sizing:border-box;background:Canvas;color:CanvasText;overflow:hidden}
section{width:100%;min-width:min(400px,100%);min-height:min(600px,100dvh);height:100%;border:1px solid color-mix(in srgb,CanvasText 16%,Canvas);border-radius:12px}
dialog{width:min(450px,100vw);height:min(790px,100dvh);max-width:none;max-height:none;padding:0;border:0;border-radius:16px;box-shadow:0 16px 64px #0006}
dialog::backdrop{background:#0a0f1c99}
@media(max-width:480px){dialog{width:100vw;height:100dvh;border-radius:0}}
header{display:flex;flex-wrap:wrap;align-items:center;justify-content:end;gap:4px;padding:4px 8px;border-bottom:1px solid color-mix(in srgb,CanvasText 12%,Canvas)}
p{flex:1 1 100%;margin:8px;font-size:15px;line-height:1.45}
main{flex:1;display:flex;min-height:0}
iframe{flex:1;width:100%;border:0}
div{margin:auto;padding:24px;max-width:320px;text-align:center}
button{font:inherit;font-size:15px;min-height:40px;min-width:40px;padding:0 12px;border:0;border-radius:8px;background:none;color:inherit;cursor:pointer}
button:hover{background:color-mix(in srgb,CanvasText 8%,Canvas)}
header>button:first-of-type:not(:last-child){margin-inline-end:auto}
div button{margin-top:8px;padding:0 20px;min-height:48px;background:CanvasText;color:Canvas;font-weight:600}
div button:hover{background:color-mix(in srgb,CanvasText 84%,Canvas)}
:focus-visible{outline:2px solid Highlight;outline-offset:2px}
iframe:focus-visible{outline:0}
`
