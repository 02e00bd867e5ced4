package org.morango.discovery;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.morango.internal.binding.RootTag;
import org.morango.record.Ids;

/**
 * The text of a peer's announcement. It names no peer: its id is random and new with each start, and the roots can be
 * recognized only by those who know them. See docs/local-network.md.
 *
 * @param id 32 hexadecimal digits; salts the tags
 * @param path the path below which the peer is served
 * @param tags tags of the peer's roots, 16 hexadecimal digits each
 */
record Announcement(String id, String path, List<String> tags) {
    /** Most bytes of a text. */
    static final int MAX_TEXT = 512;

    /** Most roots of a peer. */
    static final int MAX_TAGS = 8;

    static final int MAX_PATH = 100;

    private static final String VERSION = "1";
    private static final int TAG = 16;
    private static final Pattern PATH = Pattern.compile("/[A-Za-z0-9/._~-]*");
    private static final Pattern TAGS = Pattern.compile("([0-9a-f]{" + TAG + "}){1," + MAX_TAGS + "}");

    /** Makes the announcement of a peer; of more than {@link #MAX_TAGS} roots, the first are announced. */
    static Announcement of(String id, String path, Collection<String> rootIds) {
        return new Announcement(
                id,
                path,
                rootIds.stream().limit(MAX_TAGS).map(root -> tag(root, id)).toList());
    }

    private static String tag(String rootId, String salt) {
        return RootTag.of(rootId, salt).substring(0, TAG);
    }

    static boolean isPath(String text) {
        return text.length() <= MAX_PATH && PATH.matcher(text).matches() && !text.contains("..");
    }

    /** Returns those of the roots that the peer has announced. */
    List<String> rootsAmong(Collection<String> rootIds) {
        return rootIds.stream().filter(root -> tags.contains(tag(root, id))).toList();
    }

    /** Returns the text as a TXT record holds it: entries {@code name=value}, each with its length before it. */
    byte[] text() {
        ByteBuffer text = ByteBuffer.allocate(MAX_TEXT);
        for (String entry : List.of("v=" + VERSION, "id=" + id, "path=" + path, "roots=" + String.join("", tags))) {
            byte[] bytes = entry.getBytes(StandardCharsets.US_ASCII);
            text.put((byte) bytes.length).put(bytes);
        }
        byte[] result = new byte[text.position()];
        text.flip().get(result);
        return result;
    }

    /** Reads a text that anybody may have sent. Returns empty if it is not one of this version. */
    static Optional<Announcement> parse(byte[] text) {
        if (text.length > MAX_TEXT) {
            return Optional.empty();
        }
        Map<String, String> entries = new HashMap<>();
        for (int from = 0; from < text.length; ) {
            int length = text[from] & 0xff;
            from++;
            if (length > text.length - from) {
                return Optional.empty();
            }
            String entry = new String(text, from, length, StandardCharsets.ISO_8859_1);
            int equals = entry.indexOf('=');
            if (equals > 0) {
                entries.putIfAbsent(entry.substring(0, equals), entry.substring(equals + 1));
            }
            from += length;
        }
        return of(entries);
    }

    private static Optional<Announcement> of(Map<String, String> entries) {
        String id = entries.getOrDefault("id", "");
        String path = entries.getOrDefault("path", "");
        String joined = entries.getOrDefault("roots", "");
        boolean isOne = VERSION.equals(entries.get("v"))
                && Ids.isId(id)
                && isPath(path)
                && TAGS.matcher(joined).matches();
        if (!isOne) {
            return Optional.empty();
        }
        List<String> tags = new ArrayList<>();
        for (int i = 0; i < joined.length(); i += TAG) {
            tags.add(joined.substring(i, i + TAG));
        }
        return Optional.of(new Announcement(id, path, List.copyOf(tags)));
    }
}
