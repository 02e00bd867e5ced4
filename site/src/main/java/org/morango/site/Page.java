package org.morango.site;

import java.nio.file.Path;
import org.commonmark.node.Heading;
import org.commonmark.node.Node;

/**
 * One document.
 *
 * @param source its file, relative to the root of the repository
 * @param document its parsed content
 */
record Page(Path source, Node document) {
    private static final Path FIRST = Path.of("README.md");

    /** Returns its place in the site. */
    Path target() {
        return source.equals(FIRST)
                ? Path.of("index.html")
                : source.resolveSibling(source.getFileName().toString().replaceAll("\\.md$", ".html"));
    }

    /** Returns its first heading. */
    String title() {
        for (Node node = document.getFirstChild(); node != null; node = node.getNext()) {
            if (node instanceof Heading heading) {
                return Texts.of(heading);
            }
        }
        return source.getFileName().toString();
    }

    /** Returns the relative link from this page to a place in the site. */
    String wayTo(Path other) {
        Path folder = target().getParent();
        Path way = folder == null ? other : folder.relativize(other);
        return way.toString().replace('\\', '/');
    }
}
