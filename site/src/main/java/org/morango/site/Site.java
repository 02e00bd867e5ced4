package org.morango.site;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.ext.heading.anchor.HeadingAnchorExtension;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Node;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.NodeRenderer;
import org.commonmark.renderer.html.HtmlNodeRendererContext;
import org.commonmark.renderer.html.HtmlRenderer;

/** Renders the repository's documents as a site. The site loads nothing from other servers. */
public final class Site {
    private static final Path README = Path.of("README.md");
    private static final Path API = Path.of("apidocs", "index.html");
    private static final String MERMAID = "mermaid.min.js";

    private final Path root;
    private final Path target;
    private final String repository;
    private final Parser parser =
            Parser.builder().extensions(List.of(TablesExtension.create())).build();
    private final HtmlRenderer renderer = HtmlRenderer.builder()
            .extensions(List.of(TablesExtension.create(), HeadingAnchorExtension.create()))
            .nodeRendererFactory(Diagrams::new)
            .build();

    private Site(Path root, Path target, String repository) {
        this.root = root;
        this.target = target;
        this.repository = repository;
    }

    /** Arguments: the repository, the folder for the site, and optionally the public address of the repository. */
    public static void main(String[] arguments) throws IOException {
        boolean isPublic = arguments.length > 2 && arguments[2] != null;
        render(Path.of(arguments[0]), Path.of(arguments[1]), isPublic ? arguments[2] : "");
        System.out.println("The site is in " + arguments[1]);
    }

    static void render(Path root, Path target, String repository) throws IOException {
        new Site(root, target, repository).render();
    }

    private void render() throws IOException {
        Map<Path, Page> pages = new TreeMap<>();
        for (Path source : sources()) {
            pages.put(source, new Page(source, parser.parse(Files.readString(root.resolve(source)))));
        }
        addLists(pages);
        Map<Path, Path> targets = new HashMap<>();
        pages.forEach((source, page) -> targets.put(source, page.target()));
        pages.keySet().stream()
                .filter(source -> source.endsWith("index.md"))
                .forEach(list -> targets.put(list.getParent(), list.resolveSibling("index.html")));
        Map<String, List<Path>> navigation = Navigation.of(Objects.requireNonNull(pages.get(README)));
        boolean hasApi = copyApi();
        String template = resource("page.html");
        for (Page page : pages.values()) {
            page.document().accept(new Links(page, targets, repository));
            String body = renderer.render(page.document());
            Path file = target.resolve(page.target());
            Files.createDirectories(file.getParent());
            Files.writeString(
                    file,
                    template.replace("@TITLE@", Texts.escaped(page.title()))
                            .replace("@STYLE@", page.wayTo(Path.of("style.css")))
                            .replace("@NAVIGATION@", navigation(page, pages, navigation, hasApi))
                            .replace("@SCRIPTS@", body.contains("class=\"mermaid\"") ? diagrams(page) : "")
                            .replace("@BODY@", body));
        }
        Files.writeString(target.resolve("style.css"), resource("style.css"));
        copyMermaid();
    }

    private List<Path> sources() throws IOException {
        List<Path> sources = new ArrayList<>();
        for (Path folder : List.of(root, root.resolve("docs"), root.resolve("docs/decisions"))) {
            try (Stream<Path> files = Files.list(folder)) {
                files.filter(file -> file.toString().endsWith(".md"))
                        .map(root::relativize)
                        .forEach(sources::add);
            }
        }
        return sources;
    }

    /** Adds pages for folders that documents link to as a whole. */
    private void addLists(Map<Path, Page> pages) {
        Path decisions = Path.of("docs", "decisions");
        StringBuilder list = new StringBuilder("# Decisions\n\n");
        pages.values().stream()
                .filter(page -> page.source().startsWith(decisions))
                .forEach(page -> list.append("- [")
                        .append(page.title())
                        .append("](")
                        .append(page.source().getFileName())
                        .append(")\n"));
        Path index = decisions.resolve("index.md");
        pages.put(index, new Page(index, parser.parse(list.toString())));
    }

    private static String navigation(Page here, Map<Path, Page> pages, Map<String, List<Path>> groups, boolean hasApi) {
        StringBuilder html = new StringBuilder();
        item(html, here, Path.of("index.html"), "Overview");
        groups.forEach((name, sources) -> {
            html.append("<h2>").append(Texts.escaped(name)).append("</h2>\n");
            sources.stream()
                    .map(pages::get)
                    .filter(Objects::nonNull)
                    .forEach(page -> item(html, here, page.target(), page.title()));
        });
        if (hasApi) {
            html.append("<h2>API</h2>\n");
            item(html, here, API, "Javadoc");
        }
        return html.toString();
    }

    private static void item(StringBuilder html, Page here, Path to, String title) {
        html.append("<a href=\"").append(here.wayTo(to)).append('"');
        if (here.target().equals(to)) {
            html.append(" aria-current=\"page\"");
        }
        html.append('>').append(Texts.escaped(title)).append("</a>\n");
    }

    private static String diagrams(Page page) {
        return "<script src=\"" + page.wayTo(Path.of(MERMAID)) + "\"></script>\n"
                + "<script>mermaid.initialize({startOnLoad: true, theme: 'neutral'});</script>\n";
    }

    private void copyMermaid() throws IOException {
        Properties versions = new Properties();
        try (InputStream pom = Objects.requireNonNull(
                Site.class.getResourceAsStream("/META-INF/maven/org.webjars.npm/mermaid/pom.properties"))) {
            versions.load(pom);
        }
        String path = "/META-INF/resources/webjars/mermaid/" + versions.getProperty("version") + "/dist/" + MERMAID;
        try (InputStream script = Objects.requireNonNull(Site.class.getResourceAsStream(path))) {
            Files.copy(script, target.resolve(MERMAID), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Copies the API documentation if the same command has made it before; returns whether it has. */
    private boolean copyApi() throws IOException {
        Path api = root.resolve("target/reports/apidocs");
        if (!Files.exists(api)) {
            return false;
        }
        Files.walkFileTree(api, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Path copy =
                        target.resolve("apidocs").resolve(api.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
                return FileVisitResult.CONTINUE;
            }
        });
        return true;
    }

    private static String resource(String name) throws IOException {
        try (InputStream resource = Objects.requireNonNull(Site.class.getResourceAsStream(name))) {
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Renders diagrams as text that a script draws in the browser. */
    private record Diagrams(HtmlNodeRendererContext context) implements NodeRenderer {
        @Override
        public Set<Class<? extends Node>> getNodeTypes() {
            return Set.of(FencedCodeBlock.class);
        }

        @Override
        public void render(Node node) {
            FencedCodeBlock block = (FencedCodeBlock) node;
            boolean isDiagram = "mermaid".equals(block.getInfo());
            var html = context.getWriter();
            html.line();
            html.raw(isDiagram ? "<pre class=\"mermaid\">" : "<pre><code>");
            html.text(block.getLiteral());
            html.raw(isDiagram ? "</pre>" : "</code></pre>");
            html.line();
        }
    }
}
