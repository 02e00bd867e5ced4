package org.morango.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.morango.hibernate.RandomRuns;
import org.morango.record.Ids;

class AnnouncementTest {
    private static final String ID = "0123456789abcdef".repeat(2);
    private static final List<String> ROOTS = List.of("a".repeat(32), "b".repeat(32));

    private static byte[] text(String... entries) {
        StringBuilder text = new StringBuilder();
        for (String entry : entries) {
            text.append((char) entry.length()).append(entry);
        }
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void itIsReadAsItWasWritten() {
        Announcement announcement = Announcement.of(ID, "/sync/", ROOTS);
        assertThat(Announcement.parse(announcement.text())).hasValue(announcement);
    }

    @Test
    void onlyWhoKnowsARootRecognizesIt() {
        Announcement announcement = Announcement.of(ID, "/", ROOTS);
        assertThat(announcement.rootsAmong(List.of("c".repeat(32), ROOTS.get(1))))
                .containsExactly(ROOTS.get(1));
        assertThat(announcement.rootsAmong(List.of("c".repeat(32)))).isEmpty();
        String sent = new String(announcement.text(), StandardCharsets.ISO_8859_1);
        assertThat(ROOTS).noneMatch(root -> sent.contains(root.substring(0, 16)));
        // Nobody can tell from the tags that two announcements are of the same root.
        assertThat(Announcement.of("f".repeat(32), "/", ROOTS).tags()).doesNotContainAnyElementsOf(announcement.tags());
    }

    @Test
    void theLargestOneHasRoom() {
        Random random = new Random(RandomRuns.seed());
        List<String> roots =
                IntStream.range(0, 20).mapToObj(i -> Ids.random(random)).toList();
        Announcement largest = Announcement.of(ID, "/" + "x".repeat(Announcement.MAX_PATH - 1), roots);
        assertThat(largest.tags()).hasSize(Announcement.MAX_TAGS);
        assertThat(largest.text()).hasSizeLessThanOrEqualTo(Announcement.MAX_TEXT);
        assertThat(Announcement.parse(largest.text())).hasValue(largest);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "sync", "//../", "/a b", "/ä", "/?x", "/#", "/a\n", "/@host", "/\\", "/%2e",
            })
    void aPathIsPlain(String path) {
        assertThat(Announcement.parse(text("v=1", "id=" + ID, "path=" + path, "roots=" + "0".repeat(16))))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "000000000000000g", "00000000000000000", "0000000000000000,0000000000000000"})
    void tagsAreComplete(String tags) {
        assertThat(Announcement.parse(text("v=1", "id=" + ID, "path=/", "roots=" + tags)))
                .isEmpty();
    }

    @Test
    void tagsAreBounded() {
        String tags = "0".repeat(16 * Announcement.MAX_TAGS);
        assertThat(Announcement.parse(text("v=1", "id=" + ID, "path=/", "roots=" + tags)))
                .isPresent();
        assertThat(Announcement.parse(text("v=1", "id=" + ID, "path=/", "roots=" + tags + "0".repeat(16))))
                .isEmpty();
    }

    @Test
    void othersAreIgnored() {
        String roots = "roots=" + "0".repeat(16);
        assertThat(Announcement.parse(new byte[0])).isEmpty();
        assertThat(Announcement.parse(new byte[] {0})).isEmpty();
        assertThat(Announcement.parse(text("v=2", "id=" + ID, "path=/", roots))).isEmpty();
        assertThat(Announcement.parse(text("id=" + ID, "path=/", roots))).isEmpty();
        assertThat(Announcement.parse(text("v=1", "id=short", "path=/", roots))).isEmpty();
        // An unknown entry belongs to a later version that this one understands as well; of two, the first counts.
        assertThat(Announcement.parse(text("v=1", "new", "more=x", "id=" + ID, "path=/", roots, "id=other")))
                .isPresent();
        assertThat(Announcement.parse(new byte[Announcement.MAX_TEXT + 1])).isEmpty();
    }

    /** Changed, cut and random texts: each is refused, or is an announcement within all bounds. */
    @Test
    void noTextDoesHarm() {
        Random random = new Random(RandomRuns.seed());
        int read = 0;
        for (int run = 0; run < RandomRuns.count(20_000, 500_000); run++) {
            byte[] text = mutated(random);
            Optional<Announcement> parsed = Announcement.parse(text);
            if (parsed.isPresent()) {
                read++;
                Announcement found = parsed.get();
                assertThat(Ids.isId(found.id())).isTrue();
                assertThat(Announcement.isPath(found.path())).isTrue();
                assertThat(found.tags())
                        .hasSizeBetween(1, Announcement.MAX_TAGS)
                        .allMatch(tag -> tag.matches("[0-9a-f]{16}"));
                assertThat(Announcement.parse(found.text())).hasValue(found);
            }
        }
        assertThat(read).isPositive();
    }

    private static byte[] mutated(Random random) {
        if (random.nextInt(4) == 0) {
            byte[] noise = new byte[random.nextInt(2 * Announcement.MAX_TEXT)];
            random.nextBytes(noise);
            return noise;
        }
        List<Byte> bytes = new ArrayList<>();
        for (byte each : Announcement.of(ID, "/p/", ROOTS).text()) {
            bytes.add(each);
        }
        for (int i = random.nextInt(4); i > 0 && !bytes.isEmpty(); i--) {
            int at = random.nextInt(bytes.size());
            switch (random.nextInt(4)) {
                case 0 -> bytes.set(at, (byte) random.nextInt());
                case 1 -> bytes.remove(at);
                case 2 -> bytes.add(at, (byte) random.nextInt());
                default -> bytes = new ArrayList<>(bytes.subList(0, at));
            }
        }
        byte[] text = new byte[bytes.size()];
        for (int i = 0; i < text.length; i++) {
            text[i] = bytes.get(i);
        }
        return text;
    }
}
