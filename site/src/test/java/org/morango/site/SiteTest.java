package org.morango.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SiteTest {
    private static final Path ROOT = Path.of("..");

    @TempDir
    static Path site;

    private static final Map<Path, Document> PAGES = new HashMap<>();

    @BeforeAll
    static void render() throws IOException {
        Site.render(ROOT, site, "https://example.com/project");
        try (Stream<Path> files = Files.walk(site)) {
            for (Path file : files.filter(
                            file -> file.toString().endsWith(".html") && !file.startsWith(site.resolve("apidocs")))
                    .toList()) {
                PAGES.put(file, Jsoup.parse(file));
            }
        }
    }

    @Test
    void everyLinkLeadsSomewhere() {
        List<String> broken = new ArrayList<>();
        PAGES.forEach((file, page) -> {
            for (Element link : page.select("a[href]")) {
                String problem = problem(file, link.attr("href"));
                if (!problem.isEmpty()) {
                    broken.add(site.relativize(file) + ": " + link.attr("href") + " " + problem);
                }
            }
        });
        assertThat(broken).isEmpty();
    }

    private static String problem(Path file, String href) {
        URI uri = URI.create(href);
        if (uri.isAbsolute()) {
            String inRepository = "https://example.com/project/blob/main/";
            return href.startsWith(inRepository)
                            && !Files.exists(ROOT.resolve(
                                    href.substring(inRepository.length()).replaceAll("#.*", "")))
                    ? "is not a file of the repository"
                    : "";
        }
        Path to = uri.getPath().isEmpty()
                ? file
                : file.resolveSibling(uri.getPath()).normalize();
        Document page = PAGES.get(to);
        if (page == null) {
            return Files.exists(to) ? "" : "is not a page";
        }
        return uri.getFragment() == null || page.getElementById(uri.getFragment()) != null ? "" : "is not a heading";
    }

    @Test
    void everyDocumentIsInTheNavigation() throws IOException {
        List<String> shown =
                PAGES.get(site.resolve("index.html")).select("nav a").eachAttr("href");
        try (Stream<Path> documents = Files.list(ROOT.resolve("docs"))) {
            assertThat(documents
                            .map(file -> file.getFileName().toString())
                            .filter(name -> name.endsWith(".md"))
                            .map(name -> "docs/" + name.replace(".md", ".html")))
                    .isNotEmpty()
                    .isSubsetOf(shown);
        }
        assertThat(shown).doesNotHaveDuplicates();
    }

    @Test
    void picturesAreDrawnWithoutTheNetwork() {
        Document concepts = PAGES.get(site.resolve("docs/concepts.html"));
        assertThat(concepts.select("pre.mermaid")).isNotEmpty();
        for (Element loaded : concepts.select("script[src], link[href], img[src]")) {
            String from = loaded.hasAttr("src") ? loaded.attr("src") : loaded.attr("href");
            assertThat(site.resolve("docs").resolve(from).normalize()).exists();
        }
    }
}
