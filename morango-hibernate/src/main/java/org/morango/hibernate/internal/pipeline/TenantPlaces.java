package org.morango.hibernate.internal.pipeline;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.hook.TenantRoot;
import org.morango.hibernate.internal.model.CollectionMember.Elements;
import org.morango.hibernate.internal.model.Member;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.model.SyncableModels;
import org.morango.hibernate.internal.store.IdList;
import org.morango.internal.text.LogText;
import tools.jackson.databind.JsonNode;

/**
 * Compares the tenants of received records with those that their partitions say. A certificate for the partitions of one
 * tenant must not let its owner write rows of another one, whether the rows are here already or not.
 */
final class TenantPlaces {
    private final StatelessSession session;
    private final SyncableModels models;
    private final SyncableModel model;
    private final @Nullable Member tenant;
    private final TenantRoot roots;

    TenantPlaces(StatelessSession session, SyncableModels models, SyncableModel model, TenantRoot roots) {
        this.session = session;
        this.models = models;
        this.model = model;
        this.tenant = model.tenant();
        this.roots = roots;
    }

    /** Returns the tenant of a content or of a row, as it is in partitions; null if it is not set. */
    static @Nullable String text(@Nullable JsonNode value) {
        return value == null || value.isNull() ? null : value.isString() ? value.stringValue() : value.toString();
    }

    /** Finds the records that are not to be written, because of tenants; returns the reasons by id. */
    Map<String, Reason> misplaced(Collection<PageItem> items) {
        if (tenant == null) {
            return Map.of();
        }
        Map<String, Reason> found = new HashMap<>();
        for (PageItem item : items) {
            String wrong = wrong(item, tenant);
            if (wrong != null) {
                found.put(item.id(), Reason.of(wrong));
            }
        }
        Map<String, String> others = ofOthers(items);
        if (!others.isEmpty()) {
            for (PageItem item : items) {
                targets(item)
                        .filter(id -> !others.getOrDefault(id, own(item)).equals(own(item)))
                        .findFirst()
                        .ifPresent(id -> found.putIfAbsent(
                                item.id(),
                                Reason.of("it is one of tenant \"" + LogText.plain(own(item))
                                        + "\", and refers to record " + id + " of another tenant.")));
            }
        }
        return found;
    }

    private @Nullable String wrong(PageItem item, Member member) {
        String partition = item.row().partition;
        String said = own(item);
        String written = text(member.toJson(item.values().get(member.attribute())));
        if (!said.equals(written)) {
            return "it is in a partition of tenant \"" + LogText.plain(said) + "\", but its content says tenant \""
                    + LogText.plain(String.valueOf(written))
                    + "\": a peer may have tried to write rows of another tenant than its certificate is for.";
        }
        String root = roots.of(said);
        if (root != null && !root.equals(Roots.of(partition))) {
            return "it is exchanged under root " + LogText.plain(Roots.of(partition)) + ", but tenant \""
                    + LogText.plain(said) + "\" belongs to root " + LogText.plain(root)
                    + ": a peer may have tried to write rows of a tenant of others.";
        }
        return null;
    }

    private String own(PageItem item) {
        return tenant(model, item.row().partition);
    }

    /** Returns the tenants of the records to which these refer, by id. */
    private Map<String, String> ofOthers(Collection<PageItem> items) {
        Set<String> ids = new HashSet<>();
        items.forEach(item -> targets(item).forEach(ids::add));
        Map<String, String> tenants = new HashMap<>();
        IdList.select(
                        session,
                        "select s.id, s.profile, s.modelName, s.partition from MorangoStoreRow s where s.id",
                        Object[].class,
                        IdList.wellFormed(ids))
                .forEach(row -> models.find((String) row[1], (String) row[2])
                        .filter(target -> target.tenant() != null)
                        .ifPresent(target -> tenants.put((String) row[0], tenant(target, (String) row[3]))));
        return tenants;
    }

    private static String tenant(SyncableModel model, String partition) {
        return Objects.requireNonNullElse(
                Objects.requireNonNull(model.partition()).tenantOf(partition), "");
    }

    private Stream<String> targets(PageItem item) {
        Stream<String> references = model.references().stream()
                .map(reference -> item.values().get(reference.attribute()))
                .filter(String.class::isInstance)
                .map(String.class::cast);
        Stream<String> links = model.links().stream()
                .map(link -> item.values().get(link.attribute()))
                .filter(Elements.class::isInstance)
                .flatMap(elements -> ((Elements) elements).ids().stream());
        return Stream.concat(references, links);
    }
}
