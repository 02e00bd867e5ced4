package org.morango.hibernate.internal.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.morango.record.Filter;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The partition of a model's records, as a template over the root, the record's id and members of its content. */
public final class PartitionTemplate {
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{([^}]*)}");
    private static final String ROOT = "root";
    private static final String ID = "id";

    private final String text;
    private final List<Member> members;

    private PartitionTemplate(String text, List<Member> members) {
        this.text = text;
        this.members = List.copyOf(members);
    }

    /** @throws ModelException if it is not a template over these members */
    static PartitionTemplate parse(Class<?> entity, String text, List<Member> known) {
        if (!text.equals("${root}") && !text.startsWith("${root}:")) {
            throw refused(entity, text, "it has to begin with ${root}, followed by a colon if there is more");
        }
        List<Member> members = new ArrayList<>();
        Matcher names = REFERENCE.matcher(text);
        while (names.find()) {
            String name = names.group(1);
            if (!name.equals(ROOT) && !name.equals(ID)) {
                members.add(known.stream()
                        .filter(member -> member.attribute().equals(name))
                        .findFirst()
                        .orElseThrow(() -> refused(
                                entity,
                                text,
                                name + " is not a synced attribute with a single value; peers could not compute it")));
            }
        }
        if (!Filter.isPrefix(REFERENCE.matcher(text).replaceAll("x"))) {
            throw refused(entity, text, "it holds white space or a control character");
        }
        return new PartitionTemplate(text, members);
    }

    private static ModelException refused(Class<?> entity, String text, String reason) {
        return new ModelException(entity, "its partition \"" + text + "\" cannot be used: " + reason + ".");
    }

    /** Returns the members that it is made of. */
    public List<Member> members() {
        return members;
    }

    /**
     * Returns the partition of a content, in which <code>${id}</code> still stands for the record's id; null if a part
     * of it is null or empty.
     *
     * @throws UnfitException if a value cannot be a part of a partition
     */
    public @Nullable String fill(String root, ObjectNode content) {
        List<String> values = new ArrayList<>();
        for (Member member : members) {
            String value = value(member, content);
            if (value == null) {
                return null;
            }
            values.add(value);
        }
        int[] at = {0};
        return REFERENCE.matcher(text).replaceAll(reference -> {
            String name = reference.group(1);
            String value = name.equals(ROOT)
                    ? root
                    : name.equals(ID) ? reference.group() : Objects.requireNonNull(values.get(at[0]++));
            return Matcher.quoteReplacement(value);
        });
    }

    private static @Nullable String value(Member member, ObjectNode content) {
        JsonNode node = member.find(content, null);
        String value = node == null || node.isNull() ? "" : node.isString() ? node.stringValue() : node.toString();
        if (value.isEmpty()) {
            return null;
        }
        if (value.indexOf(':') >= 0 || value.indexOf('$') >= 0 || !Filter.isPrefix(value)) {
            throw UnfitException.unplaceable("Its partition is made of attribute " + member.attribute()
                    + ", whose value holds a colon, a dollar, white space or a control character. Mend the value.");
        }
        return value;
    }

    @Override
    public String toString() {
        return text;
    }
}
