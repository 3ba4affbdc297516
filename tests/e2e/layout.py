"""What a person with a narrow screen or with large text cannot read: measured in the page itself.

Three things are looked for: a page that scrolls sideways, text that is cut at the edge of its box, and text printed
over other text. What may be wider than the screen stands in a `.scroll`, which scrolls by itself.
"""

from dataclasses import dataclass
from typing import Final

from playwright.sync_api import Page


@dataclass(frozen=True, slots=True)
class Size:
    """Width of the screen in px, and the size of the text in % of the usual one."""

    width: int
    text: int = 100

    def __str__(self) -> str:
        return f"{self.width} px" + (f", text {self.text} %" if self.text != 100 else "")


SIZES: Final = (Size(195), Size(256), Size(320), Size(390), Size(390, 200), Size(320, 200))
ENLARGE: Final = "text => { document.documentElement.style.fontSize = text === 100 ? '' : `${text}%` }"
MEASURE: Final = """() => {
  const found = [], wide = document.documentElement
  const told = node => (node.data || node.textContent || node.value || '').trim().replace(/\\s+/g, ' ').slice(0, 50)
  const way = one => one.tagName.toLowerCase() + (one.getAttribute('class') ? '.' + one.getAttribute('class') : '')
  if (wide.scrollWidth > wide.clientWidth) {
    const out = [...document.querySelectorAll('body *')].filter(one => !one.closest('.scroll, .vh')
      && one.getBoundingClientRect().right > wide.clientWidth + 0.5)
    found.push(`scrolls sideways by ${wide.scrollWidth - wide.clientWidth} px: ${out.slice(-2).map(way).join(' ')}`)
  }
  const clipped = one => { for (let at = one; at && at !== document.body; at = at.parentElement)
    if (getComputedStyle(at).clipPath === 'inset(50%)') return true
    return false }  // read out, not shown
  const hidden = one => one.closest('[hidden], .skip, script, style, title, desc') || clipped(one)
    || (one.checkVisibility && !one.checkVisibility({checkOpacity: true, checkVisibilityCSS: true}))
  const layer = one => { for (let at = one; at && at !== document.body; at = at.parentElement) {
    const place = getComputedStyle(at).position
    if (place === 'fixed' || place === 'sticky' || at.matches('.switch__panel, .months__panel')) return at }
    return null }
  const boxes = []
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const owner = node.parentElement
    if (!node.data.trim() || !owner || hidden(owner)) continue
    const range = document.createRange()
    range.selectNodeContents(node)
    const rects = [...range.getClientRects()].filter(rect => rect.width > 1 && rect.height > 1)
    if (!rects.length) continue
    let left = 0, right = wide.clientWidth, top = -Infinity, bottom = Infinity, scrolls = false
    for (let at = owner; at && at !== document.body; at = at.parentElement) {
      const style = getComputedStyle(at), box = at.getBoundingClientRect()
      if (/auto|scroll/.test(style.overflowX)) { scrolls = true; break }
      if (/hidden|clip/.test(style.overflowX)) { left = Math.max(left, box.left); right = Math.min(right, box.right) }
      if (/hidden|clip/.test(style.overflowY)) { top = Math.max(top, box.top); bottom = Math.min(bottom, box.bottom) }
    }
    const size = parseFloat(getComputedStyle(owner).fontSize), over = layer(owner)
    for (const rect of rects) {
      if (!scrolls && (rect.left < left - 1.5 || rect.right > right + 1.5
          || rect.top + (rect.height - size) / 2 < top - 1.5 || rect.bottom - (rect.height - size) / 2 > bottom + 1.5))
        found.push(`cut: «${told(node)}» in ${way(owner)}`)
      const spare = Math.max(0, (rect.height - size * 0.8) / 2)
      boxes.push({node, over, owner, scrolls, left: rect.left, right: rect.right,
        top: rect.top + spare, bottom: rect.bottom - spare})
    }
  }
  const numbers = 'input[inputmode=decimal], input[inputmode=numeric], input[type=tel], input[type=number], select'
  for (const one of document.querySelectorAll(numbers))
    if (!hidden(one) && one.clientWidth && one.value && one.scrollWidth > one.clientWidth + 1)
      found.push(`cut in its field: «${told(one)}» ${one.name}`)
  for (const one of document.querySelectorAll('main a.btn, main button, nav a, .meter, .card, .choice__item, td, th'))
    if (!hidden(one) && !one.closest('.scroll') && one.scrollWidth > one.clientWidth + 2 && one.clientWidth
        && getComputedStyle(one).display !== 'inline')
      found.push(`does not fit: ${way(one)} «${told(one)}» ${one.scrollWidth} in ${one.clientWidth} px`)
  boxes.sort((a, b) => a.top - b.top)
  for (let first = 0; first < boxes.length; first++) {
    const a = boxes[first]
    for (let second = first + 1; second < boxes.length && boxes[second].top < a.bottom - 1; second++) {
      const b = boxes[second]
      if (a.over !== b.over || a.node === b.node || a.scrolls !== b.scrolls) continue
      const across = Math.min(a.right, b.right) - Math.max(a.left, b.left), down = Math.min(a.bottom, b.bottom) - b.top
      if (across > 2 && down > 2) found.push(`overprints: «${told(a.node)}» and «${told(b.node)}» in ${way(b.owner)}`)
    }
  }
  return [...new Set(found)]
}"""


def unreadable(page: Page, sizes: tuple[Size, ...] = SIZES) -> dict[str, list[str]]:
    """Return what cannot be read on this page, by size of screen and text; the page is opened once for all sizes."""
    before, found = page.viewport_size, {}
    for size in sizes:
        page.set_viewport_size({"width": size.width, "height": 760})
        page.evaluate(ENLARGE, size.text)
        found[str(size)] = page.evaluate(MEASURE)
    page.evaluate(ENLARGE, 100)
    if before:
        page.set_viewport_size(before)
    return {size: faults for size, faults in found.items() if faults}
