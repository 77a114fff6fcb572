"""Run the Keras code that a Lab shows, and compare what it computes with the Lab's own losses."""

import numpy as np

EPOCHS = 20  # the first ones; where a run diverges, those with a finite loss
TOLERANCE = 1e-3  # relative


def assert_gives_the_losses(lab, values, learning_rate, data):
    """Set the Lab to these values, run the code that it shows with nothing but the data, and compare every epoch."""
    lab.learning_rate, lab.activation = learning_rate, values["activation"]
    lab.knobs = {name: value for name, value in values.items() if name != "activation"}
    lab.epoch = min(EPOCHS, lab.selected.diverged_at or EPOCHS, len(lab.selected.loss))
    space = {**data, "__name__": "__main__"}
    exec(compile(lab.keras_code, "<the Lab's code>", "exec"), space)
    history, run = space["history"].history, lab.selected
    trained = len(history["loss"])
    assert trained == lab.epoch or (trained < lab.epoch and "EarlyStopping" in lab.keras_code)
    agree(history["loss"], run.loss, lab)
    if run.validation_loss is not None:
        own = [name for name in history if name.startswith("val_") and name != "val_loss"]  # where there are penalties
        agree(history[own[0] if own else "val_loss"], run.validation_loss, lab)


def agree(fitted, stored, lab):
    finite = np.isfinite(stored[: len(fitted)])
    where = f"{lab.selected!r}\n{lab.keras_code}"
    np.testing.assert_allclose(np.array(fitted)[finite], stored[: len(fitted)][finite], rtol=TOLERANCE, err_msg=where)
