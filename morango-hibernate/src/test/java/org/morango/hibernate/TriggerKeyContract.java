package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.morango.hibernate.TriggerShapes.farm;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.morango.hibernate.TriggerShapes.Code;
import org.morango.hibernate.TriggerShapes.Farm;
import org.morango.hibernate.TriggerShapes.Plot;
import org.morango.hibernate.TriggerShapes.PlotKey;
import org.morango.hibernate.TriggerShapes.Sign;
import org.morango.hibernate.TriggerShapes.Size;
import org.morango.hibernate.TriggerShapes.Tool;
import org.morango.hibernate.TriggerShapes.Width;
import org.morango.hibernate.report.RescanResult;

/** Triggers note keys of all forms, and what becomes of keys. */
abstract class TriggerKeyContract {
    static final String PROFILE = TriggerShapes.PROFILE;
    final TestDatabase database;
    TriggerPeer here;

    TriggerKeyContract(TestDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void open() {
        here = new TriggerPeer(database.createUrl());
    }

    @AfterEach
    void close() {
        here.close();
    }

    @Test
    void keysOfAllFormsAreNoted() {
        Farm farm = here.saved(farm("one"));
        String odd = "a\"b\\c,\u00e4\ud83d\ude00";
        Plot plot = new Plot();
        plot.key = new PlotKey(farm, odd);
        Tool tool = new Tool();
        tool.id = UUID.fromString("00ab0000-0000-4000-8000-00000000cdef");
        Code code = new Code();
        code.id = tool.id;
        Sign sign = new Sign();
        sign.text = "[" + odd + "'";
        Size size = new Size();
        size.width = Width.WIDE;
        here.factory.inTransaction(
                session -> List.of(plot, tool, code, sign, size).forEach(session::persist));
        String key = here.notes().get("plot CHANGED").iterator().next();
        here.assertNoted(Map.of(
                "plot CHANGED", Set.of(key),
                "tool CHANGED", Set.of(tool.id),
                "code CHANGED", Set.of(tool.id),
                "sign CHANGED", Set.of(sign.text),
                "size CHANGED", Set.of("WIDE")));
        assertThat(here.record("plot", key)).isNotNull();
        here.sql("delete from plot", "delete from tool", "delete from code", "delete from sign", "delete from size_of");
        here.assertNoted(Map.of(
                "plot DELETED", Set.of(key),
                "tool DELETED", Set.of(tool.id),
                "code DELETED", Set.of(tool.id),
                "sign DELETED", Set.of(sign.text),
                "size DELETED", Set.of("WIDE")));
        assertThat(here.store().stream().filter(row -> !row.deleted)).hasSize(1);
    }

    @Test
    void controlCharactersAreNoted() {
        Farm farm = here.saved(farm("one"));
        for (char c = 1; c < ' '; c++) {
            Plot plot = new Plot();
            plot.key = new PlotKey(farm, "x" + c + "y");
            here.factory.inTransaction(session -> session.persist(plot));
        }
        here.serialize();
        assertThat(here.replica.rescan(PROFILE)).isEqualTo(new RescanResult(0, 0, 0));
        assertThat(here.store()).hasSize(32);
        here.sql("delete from plot");
        here.serialize();
        assertThat(here.store().stream().filter(row -> !row.deleted)).hasSize(1);
    }

    @Test
    void keyThatIsChangedIsTwoFacts() {
        Farm farm = here.saved(farm("one"));
        here.sql(
                "update farm_more set remark = null", "delete from farm_more", "update farm set id = " + (farm.id + 5));
        assertThat(here.notes())
                .containsEntry("farm DELETED", Set.of("" + farm.id))
                .containsKey("farm CHANGED");
        here.serialize();
        assertThat(here.replica.rescan(PROFILE)).isEqualTo(new RescanResult(0, 0, 0));
        assertThat(here.record("farm", farm.id + 5).deleted).isFalse();
        assertThat(here.store().stream().filter(row -> row.deleted)).hasSize(1);
    }

    @Test
    void keyThatIsUsedAgainIsTwoFacts() {
        Farm farm = here.saved(farm("one"));
        here.sql(
                "delete from farm_more",
                "delete from farm",
                "insert into farm (id, name) values (" + farm.id + ", 'other')");
        here.serialize();
        assertThat(here.replica.rescan(PROFILE)).isEqualTo(new RescanResult(0, 0, 0));
        assertThat(here.store()).hasSize(2);
        assertThat(here.record("farm", farm.id).serialized()).contains("other");
    }
}
