package org.morango.hibernate.report;

import java.util.List;

/**
 * Result of {@link org.morango.hibernate.IdentityMap#read}.
 *
 * @param imported number of rows that have taken over the record of their line
 * @param known number of lines whose row had that record before
 * @param missing number of lines whose row is not here
 * @param needless number of lines of entities whose identity says by itself which record a row is
 * @param refused number of lines that were left out, because something is wrong with them
 * @param problems what is wrong with the first refused lines, each with the number of the line
 */
public record IdentityImport(
        long imported, long known, long missing, long needless, long refused, List<String> problems) {
    public IdentityImport {
        problems = List.copyOf(problems);
    }
}
