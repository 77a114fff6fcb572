// A learning rate off the ladder is trained in the kernel: one request at a time, by messages. What becomes of it is
// told in steps. A kernel that is dead, busy or restarted does not answer, and that is said too.

const PATIENCE = 2700; // milliseconds without a word: within three seconds it is said, on a slow machine too
const newId = () => `${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 8)}`;

/**
 * @param {(news: {step: string, rate: number, fraction?: number, sentence?: string}) => void} tell steps: asking,
 *   training,
 *   cancelling, done, cancelled, failed, lost
 */
export function createTrainer(model, signal, tell) {
  let job = null;
  let timer = null;
  signal.addEventListener("abort", () => clearTimeout(timer));

  function news(step, more = {}) {
    const { rate } = job;
    if (["done", "cancelled", "failed", "lost"].includes(step)) {
      clearTimeout(timer);
      job = null;
    }
    tell({ step, rate, ...more });
  }

  /** @returns {boolean} whether the message could be sent */
  function post(type, more = {}) {
    try {
      model.send({ type, request: job.request, ...more });
      return true;
    } catch {
      return false;
    }
  }

  const send = (type, more) => post(type, more) || news("lost");

  /**
   * Silence is met with giving up. Once a training is under way, which may be silent, it is met with a question first.
   */
  function listen() {
    clearTimeout(timer);
    const ask = () => {
      timer = setTimeout(giveUp, PATIENCE / 2);
      send("ping");
    };
    timer = job.accepted ? setTimeout(ask, PATIENCE / 2) : setTimeout(giveUp, PATIENCE);
  }

  /** A kernel that is only busy will find the request later: by then nobody waits for it. */
  function giveUp() {
    post("cancel");
    news("lost");
  }

  const heard = (message) => {
    if (!job || message?.request !== job.request) return;
    job.accepted = true;
    const step = { accepted: "training", progress: "training", done: "done", cancelled: "cancelled", failed: "failed" }[
      message.type
    ];
    listen();
    if (!step || (step === "training" && job.cancelling)) return;
    const { fraction = 0, sentence = "The training failed." } = message;
    news(step, { fraction, sentence: String(sentence) });
  };
  model.on("msg:custom", heard);
  signal.addEventListener("abort", () => model.off("msg:custom", heard));

  return {
    train(rate) {
      job = { request: newId(), rate };
      news("asking");
      listen();
      send("train", { learning_rate: rate });
    },
    cancel() {
      if (!job || job.cancelling) return;
      job.cancelling = true;
      news("cancelling");
      listen();
      send("cancel");
    },
    get busy() { return job !== null; },
  };
}
