package org.morango.hibernate;

import org.junit.jupiter.api.Nested;

/** What entities may look like, on every database: their keys, references, tables and columns. */
abstract class MappingsContract {
    abstract TestDatabase database();

    /** Returns the peers that all tests of a class use. */
    abstract ReplicaContract.Peers peers();

    @Nested
    @SameOnEveryDatabase
    class Compositions extends CompositionContract {
        Compositions() {
            super(peers());
        }
    }

    @Nested
    @SameOnEveryDatabase
    class FixedColumns extends FixedColumnContract {
        FixedColumns() {
            super(peers());
        }
    }

    @Nested
    class SoftDeletion extends SoftDeletionContract {
        SoftDeletion() {
            super(peers());
        }
    }

    @Nested
    class CompositeKeys extends CompositeKeyContract {
        CompositeKeys() {
            super(peers());
        }
    }

    @Nested
    class OwnKind extends OwnKindContract {
        OwnKind() {
            super(database());
        }
    }

    @Nested
    class JoinTables extends JoinTableContract {
        JoinTables() {
            super(database());
        }
    }

    @Nested
    class JoinColumns extends JoinColumnContract {
        JoinColumns() {
            super(database());
        }
    }

    @Nested
    class ImmutableEntities extends ImmutableContract {
        ImmutableEntities() {
            super(database());
        }
    }

    @Nested
    class NumbersOfKeys extends KeyNumbersContract {
        NumbersOfKeys() {
            super(database());
        }
    }

    @Nested
    class Adopting extends AdoptionContract {
        Adopting() {
            super(peers());
        }
    }

    @Nested
    class MapOfIdentities extends IdentityMapContract {
        MapOfIdentities() {
            super(peers());
        }
    }

    @Nested
    class Uniting extends UniteContract {
        Uniting() {
            super(peers());
        }
    }

    @Nested
    class Matching extends MatchingContract {
        Matching() {
            super(database());
        }
    }

    @Nested
    class SharedKeys extends SharedKeyContract {
        SharedKeys() {
            super(peers());
        }
    }

    @Nested
    class AbsentReferences extends AbsentReferenceContract {
        AbsentReferences() {
            super(peers());
        }
    }

    @Nested
    class OwnKeys extends OwnKeyContract {
        OwnKeys() {
            super(peers());
        }
    }

    @Nested
    @SameOnEveryDatabase
    class Relations extends RelationContract {
        Relations() {
            super(peers());
        }
    }

    @Nested
    @SameOnEveryDatabase
    class Inheritance extends InheritanceContract {
        Inheritance() {
            super(peers());
        }
    }

    @Nested
    class OwnKeyMerges extends OwnKeyMergeContract {
        OwnKeyMerges() {
            super(peers());
        }
    }
}
