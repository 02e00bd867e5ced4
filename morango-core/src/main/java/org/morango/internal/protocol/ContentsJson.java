package org.morango.internal.protocol;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.morango.common.MorangoException;
import org.morango.record.Ids;
import org.morango.record.RecordVersion;
import org.morango.replica.ContentDigest;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The JSON with which two peers compare the contents of records. Input is not trusted. See docs/protocol.md, "HTTP".
 */
public final class ContentsJson {
    /** Most records compared at a time. */
    public static final int PAGE = 1_000;

    private ContentsJson() {}

    /** Returns one digest for all contents. */
    public static String digest(List<ContentDigest> contents) {
        StringBuilder text = new StringBuilder(contents.size() * 110);
        for (ContentDigest content : contents) {
            text.append(content.id()).append(' ').append(version(content)).append('\n');
        }
        return Ids.hash(text.toString());
    }

    private static String version(ContentDigest content) {
        return content.version().instance() + ":" + content.version().counter() + " " + content.digest();
    }

    public static void put(ObjectNode body, List<ContentDigest> contents) {
        ArrayNode records = body.putArray("records");
        contents.forEach(content -> records.add(content.id() + " " + version(content)));
    }

    public static void putIds(ObjectNode body, List<String> ids) {
        ArrayNode forked = body.putArray("forked");
        ids.forEach(forked::add);
    }

    /** @throws MorangoException if they are malformed, or more than {@link #PAGE} */
    public static List<ContentDigest> contents(JsonNode body) {
        List<ContentDigest> contents = new ArrayList<>();
        for (String text : texts(body, "records")) {
            String[] words = text.split("[ :]", 5);
            if (words.length != 4
                    || !Ids.isId(words[0])
                    || !Ids.isId(words[1])
                    || !words[2].matches("[0-9]{1,18}")
                    || !Ids.isId(words[3])) {
                throw new MorangoException("The digest of a record is malformed.");
            }
            contents.add(new ContentDigest(words[0], new RecordVersion(words[1], Long.parseLong(words[2])), words[3]));
        }
        return contents;
    }

    /** @throws MorangoException if they are malformed, or more than {@link #PAGE} */
    public static List<String> ids(JsonNode body) {
        List<String> ids = texts(body, "forked");
        if (!ids.stream().allMatch(Ids::isId)) {
            throw new MorangoException("The id of a record is malformed.");
        }
        return ids;
    }

    private static List<String> texts(JsonNode body, String member) {
        JsonNode list = body.get(member);
        if (list == null || !list.isArray() || list.size() > PAGE) {
            throw new MorangoException(member + " has to be a list of at most " + PAGE + " texts.");
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode text : list) {
            if (!text.isString()) {
                throw new MorangoException(member + " has to be a list of texts.");
            }
            texts.add(text.stringValue());
        }
        return texts;
    }

    /** Returns the ids of records that both have in the same version with different contents. */
    public static List<String> forked(List<ContentDigest> ours, List<ContentDigest> theirs) {
        Map<String, ContentDigest> held = new HashMap<>();
        ours.forEach(content -> held.put(content.id(), content));
        return theirs.stream()
                .filter(other -> held.containsKey(other.id()))
                .filter(other ->
                        Objects.requireNonNull(held.get(other.id())).version().equals(other.version())
                                && !held.get(other.id()).digest().equals(other.digest()))
                .map(ContentDigest::id)
                .distinct()
                .toList();
    }
}
