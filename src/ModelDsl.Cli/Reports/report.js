// The fragment of the address says what is shown: #search=WORDS, #open=all or none, #only=differences, or #/PATH for one layer.
(() => {
  const nodes = [...document.querySelectorAll(".node")];
  const field = document.getElementById("search");
  const found = document.getElementById("found");
  const differences = document.getElementById("differences");
  const wasOpen = new Map(nodes.map(node => [node, node.open]));
  const above = new Map(nodes.map(node => [node, node.parentElement.closest(".node")]));
  const texts = new Map(nodes.map(node => [node, (node.id + " " + node.querySelector(".row").textContent).toLowerCase()]));

  // A row is shown when it is asked for, or lies around or inside of one that is.
  function filter() {
    const words = field.value.toLowerCase().split(/\s+/).filter(word => word);
    const isOnly = differences !== null && differences.checked;
    const isAsked = words.length > 0 || isOnly;
    const hits = new Set(nodes.filter(node =>
      words.every(word => texts.get(node).includes(word)) && (!isOnly || node.matches(".differs, .first, .second"))));
    const around = new Set();
    for (const hit of hits) {
      for (let node = above.get(hit); node && !around.has(node); node = above.get(node)) around.add(node);
    }
    for (const node of nodes) {
      const isInside = words.length > 0 && above.get(node) && (hits.has(above.get(node)) || above.get(node).classList.contains("within"));
      node.classList.toggle("within", Boolean(isAsked && isInside));
      node.classList.toggle("hit", words.length > 0 && hits.has(node));
      node.hidden = isAsked && !hits.has(node) && !around.has(node) && !isInside;
      if ("open" in node) node.open = isAsked ? around.has(node) : wasOpen.get(node);
    }
    found.textContent = isAsked ? `${hits.size} of ${nodes.length} rows` : "";
  }

  function open(which) {
    for (const node of nodes) if ("open" in node) node.open = which === "all" || above.get(node) === null;
  }

  function show(path) {
    const node = document.getElementById(path);
    if (!node) return;
    for (let outer = above.get(node); outer; outer = above.get(outer)) outer.open = true;
    for (const other of nodes) other.classList.toggle("target", other === node);
    node.querySelector(".row").scrollIntoView({ block: "center" });
  }

  function read() {
    const fragment = location.hash.slice(1);
    if (fragment.startsWith("/")) {
      field.value = "";
      if (differences) differences.checked = false;
      filter();
      show(decodeURIComponent(fragment));
      return;
    }
    const wishes = new URLSearchParams(fragment);
    field.value = wishes.get("search") ?? "";
    if (differences) differences.checked = wishes.get("only") === "differences";
    filter();
    if (wishes.has("open")) open(wishes.get("open"));
  }

  function write() {
    const wishes = new URLSearchParams();
    if (field.value) wishes.set("search", field.value);
    if (differences && differences.checked) wishes.set("only", "differences");
    history.replaceState(null, "", "#" + wishes);
    filter();
  }

  field.addEventListener("input", write);
  if (differences) differences.addEventListener("change", write);
  for (const button of document.querySelectorAll("[data-open]")) button.addEventListener("click", () => open(button.dataset.open));
  addEventListener("hashchange", read);
  addEventListener("keydown", event => {
    if (event.key !== "/" || event.target === field) return;
    event.preventDefault();
    field.focus();
  });
  read();
})();
