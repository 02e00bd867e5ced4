package org.morango.spring.event;

import org.morango.merge.ResolvedConflict;

/** A conflict has been resolved. {@link org.morango.merge.ConflictListener} says when this event is published. */
public record ConflictEvent(ResolvedConflict conflict) {}
