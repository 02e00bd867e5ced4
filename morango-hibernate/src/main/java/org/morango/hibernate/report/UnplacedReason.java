package org.morango.hibernate.report;

/** Why changed rows are not sent. Nothing is wrong with the rows themselves. */
public enum UnplacedReason {
    /** The database has no certificate of its own, so that rows whose partition begins with its root have none yet. */
    NO_CERTIFICATE(
            "this database has no certificate of its own yet, and their partition begins with its root",
            "request a certificate, or create a root; they are sent then"),

    /** Their partition begins with no root under which this database has a certificate of its own. */
    OUTSIDE(
            "their partition begins with no root that this database has a certificate of its own under",
            "let partition() return one that begins with the root's id, or let them refer to records under that root, and"
                    + " save them again; or add a certificate with a private key under theirs"),

    /** A part of their partition or natural identity is not known, or they refer to rows that have no records yet. */
    INCOMPLETE(
            "an attribute that their partition or identity is made of is null, what they refer to does not tell which of"
                    + " several roots is theirs, or they refer to a row that has no record yet",
            "set the attribute, or mend the row that they refer to: it is held back, or unplaced itself");

    private final String cause;
    private final String remedy;

    UnplacedReason(String cause, String remedy) {
        this.cause = cause;
        this.remedy = remedy;
    }

    /** Returns the reason in words, to be read after "because". */
    public String cause() {
        return cause;
    }

    /** Returns what to do. */
    public String remedy() {
        return remedy;
    }
}
