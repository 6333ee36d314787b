"""Lo que se teclea en un control es para él: «x» no borra la celda, ni una flecha pasa a otra.

JupyterLab atiende las teclas que llegan a la página. De las que se pulsan dentro de una caja con la clase
`CON_SUS_TECLAS` le llegan solo las que no son de ningún control: las que van con Ctrl, Alt o Cmd, Escape,
``Shift+Enter``, que ejecuta la celda, y el espacio sobre un deslizador, que pasa de diapositiva. En una
diapositiva, poner a sonar un reproductor con el ratón no le deja las teclas: son para seguir.
"""

CON_SUS_TECLAS = "con-sus-teclas"

# Se escucha una sola vez en cada página. Sin comillas simples: cabe en un atributo.
GUION_DE_TECLAS = """
if (!document.body.dataset.conSusTeclas) {
  document.body.dataset.conSusTeclas = "si";
  document.body.addEventListener("keydown", (tecla) => {
    const ejecuta = tecla.key === "Enter" && tecla.shiftKey;
    const sigue = tecla.key === " " && tecla.target.closest("[role=slider]");
    if (tecla.ctrlKey || tecla.altKey || tecla.metaKey || tecla.key === "Escape" || ejecuta || sigue) return;
    if (tecla.target.closest(".con-sus-teclas")) tecla.stopPropagation();
  });
  document.body.addEventListener("focusin", ({target}) => {
    const con_raton = target.matches(".con-sus-teclas audio") && !target.matches(":focus-visible");
    if (con_raton && document.body.dataset.jpDeckMode) target.closest(".jp-Cell").focus();
  });
}
"""
