package org.morango.testkit;

import java.util.List;
import org.morango.record.ScopeDefinition;

/** The scope definitions of a test. */
@FunctionalInterface
public interface TestScopes {

    /**
     * Returns the definitions. The first one is that of the root certificate and of the peers' own certificates; it
     * needs a primary parameter and no other.
     */
    List<ScopeDefinition> definitions(String profile);

    /** One scope: read and write everything whose partition begins with the root's id. */
    final class FullAccess implements TestScopes {
        /** The scope's id. */
        public static final String ID = "full-access";

        @Override
        public List<ScopeDefinition> definitions(String profile) {
            return List.of(ScopeDefinition.named(ID, profile)
                    .primaryParam("root")
                    .description("Everything under ${root}")
                    .readWrite("${root}")
                    .build());
        }
    }
}
