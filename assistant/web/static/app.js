// What the page does in the browser by itself: presses inside our HTML, sources at their quote, sheets on a phone,
// Norwegian labels where Gradio has none, the address of the conversation. Knows nothing of plans.
(() => {
  "use strict";
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  let words = {};

  // --- presses inside Gradio's HTML parts become one event with the button's data ---

  const listen = (element, send) => {
    element.addEventListener("click", (event) => {
      const button = event.target.closest("button[data-act]");
      if (!button) return;
      send({ act: button.dataset.act, id: button.dataset.id || "", text: button.dataset.text || "" });
      if (button.dataset.act === "say") sheet(false);
      if (["open", "new", "again"].includes(button.dataset.act)) drawer(false);
    });
    element.addEventListener("submit", (event) => {
      event.preventDefault();
      const form = event.target;
      send({ act: form.dataset.act, id: form.dataset.id, text: new FormData(form).get("text") });
    });
  };
  window.amstak = { listen };

  // --- sources ---

  const SOURCE = /^#kilde\/([^/]+)\/([^/]+)(?:\/(\d+)-(\d+))?$/;

  async function openSource(link) {
    const found = SOURCE.exec(link.getAttribute("href"));
    if (!found) return;
    const [, article, section, start, end] = found;
    const query = new URLSearchParams();
    if (start) {
      query.set("start", start);
      query.set("end", end);
      const quote = /«([\s\S]*)»$/.exec(link.title);
      if (quote) query.set("words", quote[1]);
    }
    selectTab("tab-sources");
    sheet(true);
    const place = await appeared("[data-source]");
    const list = $("[data-sources]");
    if (!place) return;
    try {
      const answer = await fetch(`parts/source/${encodeURIComponent(article)}/${encodeURIComponent(section)}?${query}`);
      if (!answer.ok) throw new Error(answer.status);
      place.innerHTML = await answer.text();
    } catch {
      place.textContent = words["source-failed"] || "";
    }
    list.hidden = true;
    place.hidden = false;
    place.focus({ preventScroll: true });
    ($("mark", place) || place).scrollIntoView({ block: "center", behavior: "auto" });
  }

  // Gradio makes a tab's content when the tab is first chosen.
  async function appeared(selector) {
    for (let tries = 0; tries < 60 && !$(selector); tries++) await new Promise(requestAnimationFrame);
    return $(selector);
  }

  function closeSource() {
    const [list, place] = [$("[data-sources]"), $("[data-source]")];
    if (!place) return;
    place.hidden = true;
    list.hidden = false;
    const first = $("a.cite", list);
    if (first) first.focus();
  }

  function selectTab(id) {
    const tab = document.getElementById(`${id}-button`);
    if (tab && tab.getAttribute("aria-selected") !== "true") {
      tab.dataset.silent = "1";
      tab.click();
      delete tab.dataset.silent;
    }
  }

  // --- a phone: the list is a drawer, plan and sources are a sheet ---

  const small = matchMedia("(max-width: 1000px)");
  const drawer = (open) => {
    document.body.classList.toggle("drawer-open", open);
    $$("[data-toggle=list]").forEach((button) => button.setAttribute("aria-expanded", String(open)));
    if (open) $("#left button")?.focus();
  };
  const sheet = (open) => document.body.classList.toggle("sheet-open", open && small.matches);

  document.addEventListener("click", (event) => {
    const target = event.target;
    if (!(target instanceof Element)) return;
    const source = target.closest('a[href^="#kilde/"]');
    if (source) {
      event.preventDefault();
      openSource(source);
    } else if (target.closest("[data-back]")) closeSource();
    else if (target.closest("[data-toggle=list]")) drawer(!document.body.classList.contains("drawer-open"));
    else if (target.closest("a.skip")) {
      event.preventDefault();
      ($("#content") || $("#box textarea"))?.focus();
    } else if (target.closest("[data-print]")) window.print();
    else if (target.closest("button.copy")) copyReply(target.closest("button.copy"));
    else if (!target.closest("#left") && document.body.classList.contains("drawer-open")) drawer(false);
    const tab = target.closest("#panel [role=tab]");
    if (tab && small.matches && !tab.dataset.silent) {
      const open = document.body.classList.contains("sheet-open");
      sheet(!(open && tab.dataset.shown === "1"));
      $$("#panel [role=tab]").forEach((other) => (other.dataset.shown = other === tab ? "1" : ""));
    }
    if (!target.closest("details.menu")) $$("details.menu[open]").forEach((menu) => (menu.open = false));
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    drawer(false);
    sheet(false);
    $$("details.menu[open]").forEach((menu) => {
      menu.open = false;
      $("summary", menu).focus();
    });
  });

  async function copyReply(button) {
    const reply = button.closest(".reply").cloneNode(true);
    $$("button", reply).forEach((inner) => inner.remove());
    reply.style.cssText = "position:absolute;left:-9999px";
    document.body.append(reply);
    const text = reply.innerText.trim();
    reply.remove();
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = words.copied || button.textContent;
      setTimeout(() => (button.textContent = words.copy || button.textContent), 1500);
    } catch {
      getSelection().selectAllChildren(button.closest(".reply"));
    }
  }

  // --- library: search as you type ---

  let waiting;
  document.addEventListener("input", (event) => {
    if (!event.target.matches?.("[data-search]")) return;
    clearTimeout(waiting);
    const text = event.target.value;
    waiting = setTimeout(async () => {
      const answer = await fetch(`parts/search?${new URLSearchParams({ words: text.slice(0, 200) })}`);
      const place = $("[data-results]");
      if (answer.ok && place && event.target.value === text) place.innerHTML = await answer.text();
    }, 150);
  });

  // --- the goal chain: a moved slider draws the picture anew; the plan stays as it is ---

  const late = new Map();
  async function drawChain(form) {
    const picture = $("[data-chain-picture]");
    const turn = (late.get(form)?.turn || 0) + 1;
    late.set(form, { ...late.get(form), turn });
    const answer = await fetch(`parts/chain/${encodeURIComponent(form.dataset.chain)}?${new URLSearchParams(new FormData(form))}`);
    if (!answer.ok || !picture || late.get(form).turn !== turn) return;
    const unfolded = $("details", picture)?.open;
    picture.innerHTML = await answer.text();
    if (unfolded) $("details", picture).open = true;
    for (const shown of $$("[data-shown]", picture)) {
      const output = $(`output[data-lever="${CSS.escape(shown.dataset.shown)}"]`, form);
      const slider = form.elements[shown.dataset.shown];
      if (output) output.textContent = shown.textContent;
      slider?.setAttribute("aria-valuetext", shown.textContent);
    }
    clearTimeout(late.get(form).say);
    const say = setTimeout(() => ($("[data-chain-said]", form).textContent = $("[data-said]", picture)?.textContent || ""), 700);
    late.set(form, { ...late.get(form), say });
  }
  const soonChain = (form) => {
    clearTimeout(late.get(form)?.timer);
    late.set(form, { ...late.get(form), timer: setTimeout(() => drawChain(form), 60) });
  };
  document.addEventListener("input", (event) => {
    const form = event.target.closest?.("form[data-chain]");
    if (form) soonChain(form);
  });
  document.addEventListener("reset", (event) => {
    if (event.target.matches?.("form[data-chain]")) soonChain(event.target);
  });

  // --- the address follows the conversation; plan links follow the plan ---

  let shown = new URLSearchParams(location.search).get("samtale");
  function followConversation() {
    const list = $("nav.list");
    if (!list) return;
    const { conversation, plan } = list.dataset;
    const link = $('header a[data-page="plan"]');
    if (link && plan) link.setAttribute("href", `./plan?plan=${encodeURIComponent(plan)}`);
    if (!conversation || conversation === shown) return;
    const address = new URL(location.href);
    address.searchParams.set("samtale", conversation);
    history[shown ? "pushState" : "replaceState"]({}, "", address);
    shown = conversation;
  }
  addEventListener("popstate", () => location.reload());

  // --- Norwegian labels, and names without raw markup ---

  function mend(root) {
    for (const element of $$("[aria-label], [title]", root)) {
      for (const name of ["aria-label", "title"]) {
        const value = element.getAttribute(name);
        if (value === null) continue;
        const speaker = /^(bot|user)'s message: /.exec(value);
        const better = speaker ? words[speaker[1]] : words[value];
        if (better && better !== value) element.setAttribute(name, better);
      }
    }
    for (const element of $$(".sr-only", root)) {
      const better = words[element.textContent];
      if (better) element.textContent = better;
    }
    for (const options of $$(".options", root)) {
      if (!options.hasAttribute("role") && words.options) {
        options.setAttribute("role", "group");
        options.setAttribute("aria-label", words.options);
      }
    }
  }

  let due = false;
  function look() {
    if (due) return;
    due = true;
    requestAnimationFrame(() => {
      due = false;
      mend(document);
      followConversation();
      showCard();
      shrinkBox();
      startAtTop();
      markSource();
    });
  }

  // The card that is being talked about stays in view.
  let talkedAbout = "";
  function showCard() {
    const card = $(".card.asked");
    const key = card?.getAttribute("aria-labelledby") || "";
    if (card && key !== talkedAbout && card.offsetParent) card.scrollIntoView({ block: "nearest" });
    talkedAbout = key;
  }

  // Gradio lets the box keep the height of the message that was just sent.
  function shrinkBox() {
    const box = $("#box textarea");
    if (box && !box.value && box.style.height) box.style.height = "";
  }

  // A newcomer reads the greeting from its beginning, not from the end that the chat window scrolls to.
  let greeted = false;
  function startAtTop() {
    if (greeted || !$("#chat .options")) return;
    greeted = true;
    const up = () => {
      if ($$("#chat .message-row").length === 1) $("#chat [role=log]").scrollTop = 0;
    };
    for (const wait of [0, 150, 500, 1000]) setTimeout(up, wait);
  }

  // An article opened by a link with a fragment stands at that section.
  let placed = false;
  function markSource() {
    if (placed || !location.hash || !$(".prose.long")) return;
    placed = true;
    document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView();
  }

  new MutationObserver(look).observe(document.documentElement, {
    subtree: true,
    childList: true,
    attributes: true,
    attributeFilter: ["aria-label", "data-conversation"],
  });
  fetch("ui/labels.json")
    .then((answer) => answer.json())
    .then((found) => {
      words = found;
      look();
    });
})();
