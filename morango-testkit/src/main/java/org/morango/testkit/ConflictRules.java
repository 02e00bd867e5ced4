package org.morango.testkit;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.morango.merge.ConflictResolver;
import org.morango.merge.MergeResult;
import org.morango.merge.ResolvedConflict;

/** The strategies for conflicts of a replica in memory, and who hears of them. */
final class ConflictRules {
    private final Map<String, ConflictResolver> resolvers = new ConcurrentHashMap<>();
    private volatile Consumer<ResolvedConflict> listener = conflict -> {};

    void resolve(String modelName, ConflictResolver resolver) {
        resolvers.put(modelName, resolver);
    }

    void tell(Consumer<ResolvedConflict> newListener) {
        listener = newListener;
    }

    ConflictResolver resolver(String modelName) {
        return resolvers.getOrDefault(modelName, ConflictResolver.keepOurs());
    }

    void tell(MergeResult result) {
        if (result.conflict() != null) {
            listener.accept(result.conflict());
        }
    }
}
