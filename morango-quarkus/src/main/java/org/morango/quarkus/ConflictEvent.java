package org.morango.quarkus;

import org.morango.merge.ResolvedConflict;

/** CDI event: a conflict has been resolved. {@link org.morango.merge.ConflictListener} says when. */
public record ConflictEvent(ResolvedConflict conflict) {}
