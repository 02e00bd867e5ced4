package org.morango.site;

import org.commonmark.node.Node;
import org.commonmark.renderer.text.TextContentRenderer;

/** Markdown as plain text. */
final class Texts {
    private static final TextContentRenderer RENDERER =
            TextContentRenderer.builder().build();

    private Texts() {}

    static String of(Node parent) {
        StringBuilder text = new StringBuilder();
        for (Node child = parent.getFirstChild(); child != null; child = child.getNext()) {
            text.append(child instanceof org.commonmark.node.Code code ? code.getLiteral() : RENDERER.render(child));
        }
        return text.toString();
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
