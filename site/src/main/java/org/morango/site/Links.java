package org.morango.site;

import java.nio.file.Path;
import java.util.Map;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Link;
import org.commonmark.node.Node;

/** Points the links of a page to pages of the site, or into the repository. */
final class Links extends AbstractVisitor {
    private final Page page;
    private final Map<Path, Path> targets;
    private final String repository;

    /**
     * Makes a visitor for the links of a page.
     *
     * @param targets pages of the site, by files and folders of the repository
     * @param repository public address of the repository, for other files; empty if it has none
     */
    Links(Page page, Map<Path, Path> targets, String repository) {
        this.page = page;
        this.targets = targets;
        this.repository = repository;
    }

    @Override
    public void visit(Link link) {
        visitChildren(link);
        String destination = link.getDestination();
        if (destination.startsWith("#") || destination.matches("[a-z]+:.*")) {
            return;
        }
        int hash = destination.indexOf('#');
        String anchor = hash < 0 ? "" : destination.substring(hash);
        Path file = page.source()
                .resolveSibling(hash < 0 ? destination : destination.substring(0, hash))
                .normalize();
        Path target = targets.get(file);
        if (target != null) {
            link.setDestination(page.wayTo(target) + anchor);
        } else if (!repository.isEmpty()) {
            link.setDestination(repository + "/blob/main/" + file.toString().replace('\\', '/') + anchor);
        } else {
            unlink(link);
        }
    }

    private static void unlink(Link link) {
        for (Node child = link.getFirstChild(); child != null; child = link.getFirstChild()) {
            link.insertBefore(child);
        }
        link.unlink();
    }
}
