// Long work: ask again every two seconds and show how far it is, in place, until it has ended.
(() => {
  "use strict";
  const ask = async () => {
    const answer = await fetch(location.href, { credentials: "same-origin" }).catch(() => null);
    const text = answer?.ok ? await answer.text() : "";
    const fresh = new DOMParser().parseFromString(text, "text/html").querySelector("[data-progress]");
    if (fresh) document.querySelector("[data-progress]").replaceWith(document.adoptNode(fresh));
    if (document.querySelector("[data-progress][data-goes-on]")) setTimeout(ask, 2000);
  };
  setTimeout(ask, 2000);
})();
