package org.morango.documents;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** A document in Markdown, for tests of modules that are beside the folder {@code docs}. */
public record Document(String name, String text) {
    private static final Pattern BLOCK = Pattern.compile("^```(\\w*)\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern FILE =
            Pattern.compile("`([\\w./-]+)`:\n\n```\\w+\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE);

    /**
     * A fenced block of a document.
     *
     * @param language the text after its opening mark; empty if there is none
     */
    public record Block(String language, String text) {}

    /** Reads a document of the folder {@code docs}. */
    public static Document read(String name) {
        return read(name, Path.of("../docs", name));
    }

    static Document read(String name, Path file) {
        try {
            return new Document(name, Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the text after a heading, up to the next heading of the same level or the end. */
    public Document after(String heading) {
        String level = heading.substring(0, heading.indexOf(' ') + 1);
        int from = text.indexOf("\n" + heading + "\n");
        if (from < 0) {
            throw new IllegalArgumentException(name + " has no " + heading);
        }
        int to = text.indexOf("\n" + level, from + 1);
        return new Document(name, text.substring(from, to < 0 ? text.length() : to));
    }

    /** Returns the document with one text replaced. */
    public Document with(String what, String instead) {
        return new Document(name, text.replace(what, instead));
    }

    public List<Block> blocks() {
        return BLOCK.matcher(text)
                .results()
                .map(block -> new Block(block.group(1), block.group(2)))
                .toList();
    }

    public List<String> blocks(String language) {
        return blocks().stream()
                .filter(block -> block.language().equals(language))
                .map(Block::text)
                .toList();
    }

    /** Returns the lines to be typed into a terminal. */
    public List<String> commands() {
        return blocks("").stream()
                .flatMap(block -> block.replace("\\\n", " ").lines())
                .map(line -> line.strip().replaceAll("\\s+", " "))
                .filter(line -> !line.isEmpty())
                .toList();
    }

    /** Returns the files that are shown in full, each announced by its path. */
    public Map<String, String> files() {
        Map<String, String> files = new LinkedHashMap<>();
        FILE.matcher(text).results().forEach(file -> files.put(file.group(1), file.group(2)));
        return files;
    }
}
