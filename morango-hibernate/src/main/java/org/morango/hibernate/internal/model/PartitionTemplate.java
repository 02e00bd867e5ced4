package org.morango.hibernate.internal.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.morango.record.Filter;
import org.morango.record.Ids;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The partition of a model's records, as a template over the root, the record's id and members of its content. */
public final class PartitionTemplate {
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{([^}]*)}");
    private static final String ROOT = "root";
    private static final String ID = "id";

    private final String text;
    private final List<Member> members;
    private final List<PartitionTemplate> accepted;

    private PartitionTemplate(String text, List<Member> members, List<PartitionTemplate> accepted) {
        this.text = text;
        this.members = List.copyOf(members);
        this.accepted = List.copyOf(accepted);
    }

    /**
     * Reads templates over these members.
     *
     * @param others those by which partitions are accepted as well
     * @throws ModelException if one of them is no such template
     */
    static PartitionTemplate parse(Class<?> entity, String text, List<String> others, List<Member> known) {
        PartitionTemplate own = parse(entity, text, known);
        return new PartitionTemplate(
                text,
                own.members,
                others.stream().map(other -> parse(entity, other, known)).toList());
    }

    private static PartitionTemplate parse(Class<?> entity, String text, List<Member> known) {
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
        return new PartitionTemplate(text, members, List.of());
    }

    private static ModelException refused(Class<?> entity, String text, String reason) {
        return new ModelException(entity, "its partition \"" + text + "\" cannot be used: " + reason + ".");
    }

    /**
     * Returns whether a record of this content may be in a partition by one of the other templates that are accepted.
     *
     * @param partition the partition of the record, in which its id is filled in
     */
    public boolean accepts(String root, ObjectNode content, String id, String partition) {
        return accepted.stream().anyMatch(other -> {
            try {
                String filled = other.fill(root, content);
                return filled != null && Ids.partition(filled, id).equals(partition);
            } catch (UnfitException e) {
                return false;
            }
        });
    }

    /** Returns the members of which it is made. */
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
