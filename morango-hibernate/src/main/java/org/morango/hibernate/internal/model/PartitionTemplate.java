package org.morango.hibernate.internal.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
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
    private static final String TENANT = "tenant";

    private final String text;
    private final List<Member> members;
    private final List<PartitionTemplate> accepted;
    private final @Nullable TenantSegment tenant;

    private PartitionTemplate(
            String text, List<Member> members, List<PartitionTemplate> accepted, @Nullable TenantSegment tenant) {
        this.text = text;
        this.members = List.copyOf(members);
        this.accepted = List.copyOf(accepted);
        this.tenant = tenant;
    }

    /** The segment of a partition that is the tenant, counted from the root, which is 0. */
    private record TenantSegment(Member member, int position) {}

    /**
     * Reads templates over these members.
     *
     * @param others those by which partitions are accepted as well
     * @throws ModelException if one of them is no such template
     */
    static PartitionTemplate parse(Class<?> entity, String text, List<String> others, List<Member> known) {
        PartitionTemplate own = parse(entity, text, known);
        List<PartitionTemplate> accepted =
                others.stream().map(other -> parse(entity, other, known)).toList();
        for (PartitionTemplate other : accepted) {
            if (!Objects.equals(other.tenant, own.tenant)) {
                throw refused(
                        entity,
                        other.text,
                        "it has the tenant in another place than \"" + text
                                + "\", so that a partition does not say whose it is; let both have it in the same place");
            }
        }
        return new PartitionTemplate(text, own.members, accepted, own.tenant);
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
                members.add(find(name, known)
                        .orElseThrow(() -> refused(
                                entity,
                                text,
                                name + " is not a synced attribute with a single value; peers could not compute it")));
            }
        }
        if (!Filter.isPrefix(REFERENCE.matcher(text).replaceAll("x"))) {
            throw refused(entity, text, "it holds white space or a control character");
        }
        Member tenant = known.stream().filter(Member::isTenant).findFirst().orElse(null);
        return new PartitionTemplate(
                text, members, List.of(), tenant == null ? null : segment(entity, text, tenant, known));
    }

    private static Optional<Member> find(String name, List<Member> known) {
        return known.stream()
                .filter(member -> member.attribute().equals(name))
                .findFirst()
                .or(() -> known.stream()
                        .filter(member -> name.equals(TENANT) && member.isTenant())
                        .findFirst());
    }

    /**
     * Finds the tenant in a template. It has to be a whole segment that is followed by a colon: filters are prefixes, and
     * one for tenant 1 must not contain tenant 12.
     */
    private static TenantSegment segment(Class<?> entity, String text, Member tenant, List<Member> known) {
        String[] segments = text.split(":", -1);
        for (int i = 1; i < segments.length - 1; i++) {
            Matcher name = REFERENCE.matcher(segments[i]);
            if (name.matches() && find(name.group(1), known).orElse(null) == tenant) {
                return new TenantSegment(tenant, i);
            }
        }
        throw refused(
                entity,
                text,
                "its rows belong to tenants (attribute " + tenant.attribute()
                        + "), and whoever may write to a partition must not write rows of another tenant; let it hold the"
                        + " tenant between colons, as in ${root}:${tenant}:");
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

    /** Returns the member that is the tenant; null if the rows belong to none. */
    @Nullable
    Member tenant() {
        return tenant == null ? null : tenant.member();
    }

    /** Returns the tenant that a partition says; null if it says none. Only for models with tenants. */
    public @Nullable String tenantOf(String partition) {
        String[] segments = partition.split(":", -1);
        int position = Objects.requireNonNull(tenant).position();
        return position < segments.length ? segments[position] : null;
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
