package org.morango.example.school;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.morango.common.MorangoException;
import picocli.CommandLine.Option;

/** Options for the scope of a certificate. */
final class ScopeOptions {
    @Option(names = "--scope", description = "full-facility (if not given) or single-user.")
    private String scope = SchoolPeer.FULL_FACILITY;

    @Option(names = "--learner", description = "With single-user: the learner's id.")
    private @Nullable String learner;

    String scope() {
        return scope;
    }

    /** Returns the parameters of the scope under a root. */
    Map<String, String> params(String root) {
        Map<String, String> params = new LinkedHashMap<>();
        params.put("dataset_id", root);
        if (scope.equals(SchoolPeer.SINGLE_USER)) {
            if (learner == null) {
                throw new MorangoException("Scope single-user is for one learner; add --learner ID.");
            }
            params.put("user_id", learner);
        }
        return params;
    }
}
