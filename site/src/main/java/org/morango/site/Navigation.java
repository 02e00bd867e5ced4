package org.morango.site;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.ext.gfm.tables.TableCell;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.CustomBlock;
import org.commonmark.node.CustomNode;
import org.commonmark.node.Link;
import org.commonmark.node.Paragraph;

/** The documents in the order of the README's tables, grouped by their headings. */
final class Navigation extends AbstractVisitor {
    private final Map<String, List<Path>> groups = new LinkedHashMap<>();
    private List<Path> group = new ArrayList<>();

    static Map<String, List<Path>> of(Page readme) {
        Navigation navigation = new Navigation();
        readme.document().accept(navigation);
        return navigation.groups;
    }

    @Override
    public void visit(CustomBlock block) {
        if (block instanceof TableBlock) {
            group = new ArrayList<>();
            visitChildren(block);
        }
    }

    @Override
    public void visit(CustomNode node) {
        if (node instanceof TableCell cell && cell.isHeader() && cell.getPrevious() == null) {
            groups.put(Texts.of(cell), group);
        }
        // The link to a row's document is in its first cell.
        if (!(node instanceof TableCell cell) || cell.getPrevious() == null) {
            visitChildren(node);
        }
    }

    @Override
    public void visit(Paragraph paragraph) {
        // Only tables count.
    }

    @Override
    public void visit(Link link) {
        if (link.getDestination().endsWith(".md")) {
            group.add(Path.of(link.getDestination()));
        }
    }
}
