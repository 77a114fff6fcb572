"""Anywidgets as small as they can be, one for each thing that the host has to do."""

import anywidget
import traitlets

GREETING = "hello"
HOSTILE = "</script><!--<script><img src=x onerror='document.title=`taken`'>"


class Counter(anywidget.AnyWidget):
    """Counts clicks; every view shows the model's count and how often `initialize` ran."""

    _esm = """
    function initialize({ model }) { model.set("initialised", model.get("initialised") + 1); }
    function render({ model, el, signal }) {
      const button = document.createElement("button");
      const show = () => { button.textContent = `${model.get("label")} ${model.get("value")}`; };
      button.addEventListener("click", () => {
        model.set("value", model.get("value") + 1);
        model.save_changes();
        model.send({ clicked: true });
      }, { signal });
      model.on("change:value", show);
      show();
      el.append(button);
      el.dataset.initialised = model.get("initialised");
    }
    export default { initialize, render };
    """
    _css = ".live-widget button { color: rgb(1, 2, 3); }"
    label = traitlets.Unicode("count").tag(sync=True)
    value = traitlets.Int(3).tag(sync=True)
    initialised = traitlets.Int(0).tag(sync=True)


class Total(anywidget.AnyWidget):
    """Sums an array; its module's default export is a factory, whose product uses `this`."""

    _esm = """
    export default () => ({
      render({ model, el }) { el.textContent = "total " + this.total(model.get("arrays").numbers); },
      total(view) {
        const floats = new Float32Array(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));
        return floats.reduce((sum, each) => sum + each, 0);
      },
    });
    """
    arrays = traitlets.Dict().tag(sync=True)


class Old(anywidget.AnyWidget):
    """Exports `render` by name, as old anywidgets do, and asks a kernel that is not there."""

    _esm = """
    export async function render({ el, experimental }) {
      el.textContent = await experimental.invoke("name").catch((error) => "rejected: " + error.message);
    }
    """


class Frame(anywidget.AnyWidget):
    """Shows another widget inside itself and watches its value, by both kinds of reference."""

    _esm = """
    export default {
      async render({ model, el, host, signal }) {
        const child = await host.getWidget(model.get("child"));
        await child.render({ el: el.appendChild(document.createElement("div")), signal });
        const said = el.appendChild(document.createElement("output"));
        const watched = await model.widget_manager.get_model(model.get("watched").slice("IPY_MODEL_".length));
        const show = () => { said.textContent = "watched " + watched.get("value"); };
        watched.on("change", show);
        show();
      },
    };
    """
    child = anywidget.WidgetTrait().tag(sync=True)
    watched = traitlets.Unicode().tag(sync=True)


class Broken(anywidget.AnyWidget):
    """Fails where it is told to."""

    _esm = """
    const fail = (model, place) => { if (model.get("place") === place) throw new Error(model.get("message")); };
    export default {
      initialize({ model }) { fail(model, "initialize"); },
      render({ model, el }) { el.textContent = "half"; fail(model, "render"); },
    };
    """
    place = traitlets.Unicode().tag(sync=True)
    message = traitlets.Unicode("no <b>such</b> thing").tag(sync=True)


class Unreadable(anywidget.AnyWidget):
    """Its JavaScript is not JavaScript."""

    _esm = "export default {"
