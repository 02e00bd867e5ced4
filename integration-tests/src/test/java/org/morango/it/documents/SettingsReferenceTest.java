package org.morango.it.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Generates docs/settings.md from the javadoc. Writes the page with {@code -Dsettings.write=true}; otherwise compares
 * it.
 */
class SettingsReferenceTest {
    private static final Path PAGE = Path.of("../docs/settings.md");
    private static final String DOC = "/\\*\\*((?:(?!\\*/).)*)\\*/\\s+";
    private static final Pattern TYPE =
            pattern(DOC + "(?:@\\w+(?:\\([^)]*\\))?\\s+)*public (?:final )?(?:@?interface|class|record)");
    private static final Pattern BUILDER_METHOD = pattern(DOC + "public (?:<[^(]*> )?\\w*Builder (\\w+)\\(([^)]+)\\)");
    private static final Pattern ATTRIBUTE = pattern(DOC + "([\\w<>?.\\[\\] ]+) (\\w+)\\(\\)(?: default ([^;]+))?;");
    private static final Pattern CONSTANT = pattern(DOC + "(?:public static final )?String (?:SETTING) = \"(.*?)\"");

    private static Pattern pattern(String regex) {
        return Pattern.compile(regex, Pattern.DOTALL);
    }

    @Test
    void pageSaysWhatTheCodeSays() throws IOException {
        String page = page();
        if (Boolean.getBoolean("settings.write")) {
            Files.writeString(PAGE, page);
        }
        assertThat(Files.readString(PAGE))
                .as("generate the page again with -Dtest=SettingsReferenceTest -Dsettings.write=true")
                .isEqualTo(page);
    }

    private static String page() {
        return Stream.of(
                        """
                        # Settings

                        Every setting of the library, generated from its javadoc. The properties of the Spring Boot starter are in
                        [spring.md](spring.md#all-properties), the settings of the servlet in [servlet.md](servlet.md), and those of
                        peers in tests in [testing.md](testing.md).
                        """,
                        builder("The peer: `PeerSettings.builder()`", core("settings/PeerSettings")),
                        builder("`client(…)`", core("settings/ClientSettings")),
                        builder("`server(…)`", core("settings/ServerSettings")),
                        builder("`trust(…)`", core("settings/TrustSettings")),
                        builder("`limits(…)`", core("settings/LimitSettings")),
                        builder("`sessions(…)`", core("settings/SessionSettings")),
                        builder("`live(…)`", core("settings/LiveSettings")),
                        """
                        ### `new RateLimits(requests, openings, wrongPasswords)`

                        """ + plain(first(TYPE, core("settings/RateLimits")).group(1))
                                + parameters(core("settings/RateLimits")) + "\n",
                        builder("On Hibernate: `Morango.builder(entityManagerFactory)`", hibernate("MorangoBuilder")),
                        builder("On the local network: `LocalPeersSettings.builder()`", discovery()),
                        "## Properties of the persistence unit\n\n" + property("NamingStrategy") + "\n"
                                + property("StoreTables") + "\n" + property("RecordSize"),
                        annotation("Syncable"),
                        annotation("SyncReference"),
                        annotation("SyncName"),
                        annotation("SyncFormat"),
                        annotation("NotSynced"))
                .collect(Collectors.joining("\n"));
    }

    private static String discovery() {
        return source("../morango-discovery/src/main/java/org/morango/discovery/LocalPeersSettings.java");
    }

    private static String builder(String heading, String source) {
        return "## " + heading + "\n\n"
                + BUILDER_METHOD
                        .matcher(source)
                        .results()
                        .map(method -> "### `" + method.group(2) + "("
                                + method.group(3).replaceAll("@\\w+ ", "").replaceAll("\\s+", " ") + ")`\n\n"
                                + plain(method.group(1)) + "\n")
                        .collect(Collectors.joining("\n"));
    }

    private static String property(String type) {
        String source = hibernate("mapping/" + type);
        MatchResult constant = first(CONSTANT, source);
        return "### `" + constant.group(2) + "`\n\n" + plain(constant.group(1)) + " "
                + plain(first(TYPE, source).group(1)) + "\n";
    }

    private static String annotation(String name) {
        String source = hibernate("mapping/" + name);
        String attributes = ATTRIBUTE
                .matcher(source)
                .results()
                .map(attribute -> "\n- `" + attribute.group(3) + "`"
                        + (attribute.group(4) == null ? "" : ", by default `" + attribute.group(4) + "`") + ": "
                        + plain(attribute.group(1)))
                .collect(Collectors.joining());
        return "## `@" + name + "`\n\n" + plain(first(TYPE, source).group(1)) + "\n"
                + (attributes.isEmpty() ? "" : attributes + "\n");
    }

    private static String parameters(String source) {
        String list = Pattern.compile("@param (\\w+) ([^@]*?)(?=\\n \\* @|\\n \\*/)")
                .matcher(source)
                .results()
                .map(parameter -> "\n- `" + parameter.group(1) + "`: " + plain(parameter.group(2)))
                .collect(Collectors.joining());
        return "\n" + list;
    }

    private static MatchResult first(Pattern pattern, String source) {
        return pattern.matcher(source).results().findFirst().orElseThrow();
    }

    /** Returns javadoc without its marks, up to its tags. */
    private static String plain(String javadoc) {
        return javadoc.replaceAll("(?m)^\\s*\\*\\s?", "")
                .replaceAll("(?s)(^|\\n)@(param|throws|return|since).*", "")
                .replaceAll("\\s+", " ")
                .replaceAll("\\{@link (?:\\w+\\.)*#?(\\w+)(?:#(\\w+))?(?:\\([^)]*\\))?}", "`$1.$2`")
                .replace(".`", "`")
                .replaceAll("\\{@code ([^}]*)}", "`$1`")
                .replaceAll("</?code>", "`")
                .strip();
    }

    private static String core(String type) {
        return source("../morango-core/src/main/java/org/morango/" + type + ".java");
    }

    private static String hibernate(String type) {
        return source("../morango-hibernate/src/main/java/org/morango/hibernate/" + type + ".java");
    }

    private static String source(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
