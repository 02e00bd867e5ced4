package org.morango.merge;

import java.util.List;
import org.morango.record.Scope;
import org.morango.record.SyncRecord;

/**
 * What the certificates of a database let it change. Nobody takes from it what they do not, so that it settles no conflict there.
 *
 * @param scopes one for each certificate that the database owns; none if nothing is known, and all counts as allowed
 */
public record WriteScopes(List<Scope> scopes) {
    public WriteScopes {
        scopes = List.copyOf(scopes);
    }

    /** Whether others may take from this database what it makes of a record. */
    public boolean cover(SyncRecord rec) {
        return scopes.isEmpty()
                || scopes.stream()
                        .anyMatch(scope -> scope.write().contains(rec.partition())
                                && scope.writeModels().contains(rec.modelName()));
    }
}
