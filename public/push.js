// The switch of the settings page for messages to this browser. The browser asks for permission only when somebody
// presses it. The server's public key is an attribute of the switch's field.

const { serviceWorker } = navigator;
const isAppleMobile = /iPhone|iPad/.test(navigator.userAgent) || (navigator.maxTouchPoints > 1 && /Mac/.test(navigator.userAgent));

/** Tells the server; answers with its answer, or throws what a person can read. */
async function tell(path, body) {
  const headers = { "content-type": "application/json", accept: "application/json" };
  const answer = await fetch(`/settings/push${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  if (answer.ok) return answer.status === 204 ? null : answer.json();
  const problem = answer.status === 422 ? (await answer.json()).message : `the server answered ${answer.status}`;
  throw new Error(problem);
}

async function subscription() {
  const registration = await serviceWorker.getRegistration();
  return (await registration?.pushManager.getSubscription()) ?? null;
}

/** Why this browser cannot be switched on; nothing when it can. */
function hindrance() {
  if ("shared" in document.body.dataset) return "Others use this device too, so no messages are sent to it.";
  if (!isSecureContext) return "Messages need an address that begins with https.";
  if (!serviceWorker || !("PushManager" in window) || !("Notification" in window)) {
    return isAppleMobile
      ? "On an iPhone or iPad, first add this app to the home screen; then switch messages on there."
      : "This browser knows no push messages.";
  }
  if (Notification.permission === "denied") {
    return "Messages from this site are blocked in the browser's settings. Allow them there, then load this page again.";
  }
  return null;
}

function bytes(base64url) {
  const text = atob(base64url.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

async function switchOn(key) {
  // First of all: Safari asks only straight after the press.
  if ((await Notification.requestPermission()) !== "granted") throw new Error("the browser was not given permission");
  await serviceWorker.register("/sw.js");
  const { pushManager } = await serviceWorker.ready;
  const options = { userVisibleOnly: true, applicationServerKey: bytes(key) };
  // A subscription for a key that the server has no more is of no use.
  const old = await pushManager.getSubscription();
  const made = await pushManager.subscribe(options).catch(async (error) => {
    if (!old) throw error;
    await old.unsubscribe();
    return pushManager.subscribe(options);
  });
  await tell("", made.toJSON());
}

async function switchOff() {
  const made = await subscription();
  if (!made) return;
  await tell("/off", { endpoint: made.endpoint });
  await made.unsubscribe();
}

async function isOn() {
  const made = await subscription();
  return made !== null && (await tell("/here", { endpoint: made.endpoint })).on;
}

async function show() {
  const field = document.querySelector("[data-push]");
  if (!field) return;
  const say = field.querySelector("[data-push-state]");
  const button = field.querySelector("[data-push-switch]");
  const reason = hindrance();
  button.hidden = reason !== null;
  if (reason) {
    say.textContent = reason;
    return;
  }
  const on = await isOn().catch(() => false);
  say.textContent = on ? "On: messages come to this browser." : "Off: no messages come to this browser.";
  button.textContent = on ? "Switch off" : "Switch on";
  button.onclick = async () => {
    button.disabled = true;
    try {
      await (on ? switchOff() : switchOn(field.dataset.push));
      // The list of devices is the server's.
      location.reload();
    } catch (error) {
      say.textContent = `That did not work: ${error.message}.`.replace(/\.\.$/, ".");
      button.disabled = false;
    }
  };
}

show();
document.addEventListener("aftercare:updated", show);
