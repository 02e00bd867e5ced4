package org.morango.merge;

import tools.jackson.databind.node.ObjectNode;

/** Keeps the content with the greater value in one member. */
record LatestBy(String member) implements ConflictResolver {
    @Override
    public ObjectNode resolve(Conflict conflict) {
        return JsonOrder.compareBy(member, conflict.ours(), conflict.theirs()) >= 0
                ? conflict.ours()
                : conflict.theirs();
    }

    /**
     * Returns true: the received change is the later one, because its value has grown since that of the deleted row.
     */
    @Override
    public boolean forgetsUnsyncedDeletion() {
        return true;
    }

    @Override
    public boolean staysDeleted(Conflict conflict, boolean oursIsDeleted) {
        int order = JsonOrder.compareMember(member, conflict.ours(), conflict.theirs());
        return oursIsDeleted ? order >= 0 : order <= 0;
    }
}
