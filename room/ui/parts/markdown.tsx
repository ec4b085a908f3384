import type { Nodes, Parents, RootContent } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { type ComponentChildren, h, type JSX } from "preact";

/** Only these lead anywhere; every other link is its text. */
const LEADS = /^https:\/\//i;

const inside = (node: Parents): ComponentChildren => node.children.map(show);

function link(node: { url: string } & Parents, key: number): JSX.Element {
  if (!LEADS.test(node.url)) return <span key={key}>{inside(node)}</span>;
  return (
    <a key={key} href={node.url} rel="noreferrer noopener nofollow ugc" target="_blank">
      {inside(node)}
    </a>
  );
}

/** Text with its line ends kept. */
const lines = (value: string): ComponentChildren => {
  const [first, ...others] = value.split("\n");
  return [first, ...others.flatMap((line) => [h("br", null), line])];
};

function show(node: RootContent, key: number): ComponentChildren {
  switch (node.type) {
    case "text":
      return lines(node.value);
    case "heading":
    case "paragraph":
      return <p key={key}>{inside(node)}</p>;
    case "emphasis":
      return <em key={key}>{inside(node)}</em>;
    case "strong":
      return <strong key={key}>{inside(node)}</strong>;
    case "blockquote":
      return <blockquote key={key}>{inside(node)}</blockquote>;
    case "list":
      return node.ordered === true ? (
        <ol key={key} start={node.start ?? 1}>
          {inside(node)}
        </ol>
      ) : (
        <ul key={key}>{inside(node)}</ul>
      );
    case "listItem":
      return <li key={key}>{inside(node)}</li>;
    case "link":
      return link(node, key);
    case "break":
      return <br key={key} />;
    case "html":
      return lines(node.value);
    case "code":
      return <p key={key}>{lines(node.value)}</p>;
    case "image":
      return node.alt ?? "";
    default:
      return plain(node);
  }
}

const plain = (node: Nodes): string =>
  "value" in node ? node.value : "children" in node ? node.children.map(plain).join("") : "";

/** What looked like HTML between paragraphs is a paragraph of what was typed. */
const block = (node: RootContent, key: number): ComponentChildren =>
  node.type === "html" ? <p key={key}>{lines(node.value)}</p> : show(node, key);

/** Light Markdown as elements: nothing that anybody wrote is ever markup. */
export function Markdown({ text }: { text: string }) {
  return <>{fromMarkdown(text).children.map(block)}</>;
}
