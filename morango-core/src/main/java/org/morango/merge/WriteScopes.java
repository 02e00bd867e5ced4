package org.morango.merge;

import java.util.List;
import org.morango.record.Scope;
import org.morango.record.SyncRecord;

/**
 * Scopes that the certificates of a database allow it to change. Other peers accept no other changes from it, so it
 * settles no conflicts outside them.
 *
 * @param scopes one for each certificate that the database owns; none if nothing is known, and all counts as allowed
 */
public record WriteScopes(List<Scope> scopes) {
    public WriteScopes {
        scopes = List.copyOf(scopes);
    }

    /** Returns whether others accept changes of a record from this database. */
    public boolean cover(SyncRecord rec) {
        return scopes.isEmpty()
                || scopes.stream()
                        .anyMatch(scope -> scope.write().contains(rec.partition())
                                && scope.writeModels().contains(rec.modelName()));
    }
}
