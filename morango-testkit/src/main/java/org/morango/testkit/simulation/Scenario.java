package org.morango.testkit.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.morango.common.Experimental;

/**
 * The events of a simulation. The seed determines everything that the steps leave open, above all the order of
 * concurrent actions.
 */
@Experimental
public record Scenario(long seed, Topology topology, List<Step> steps) {
    static final int RECORDS = 3;
    private static final int MAX_AFTER = 40;
    private static final int MAX_AFTER_STATEMENTS = 300;

    public Scenario {
        steps = List.copyOf(steps);
    }

    /** A pair of peers. The first connects to the second. */
    public record Link(int client, int server) {}

    /**
     * The peers and their links.
     *
     * @param full number of peers that may see and change everything; each of the following peers belongs to one user
     * @param twoProcesses index of the peer that has two processes on its database, or -1
     * @param liar whether there is another peer, which belongs to the first user and lies to all others
     */
    public record Topology(int full, int ofUsers, int twoProcesses, List<Link> links, boolean liar) {
        public Topology {
            links = List.copyOf(links);
        }

        /** Makes a topology without a liar. */
        public Topology(int full, int ofUsers, int twoProcesses, List<Link> links) {
            this(full, ofUsers, twoProcesses, links, false);
        }

        /** Returns the link by which a peer keeps in sync; these links are a tree. Empty for its root. */
        Optional<Link> upstream(int client) {
            return links.stream()
                    .filter(link -> link.client() == client && link.server() < client)
                    .findFirst();
        }

        int peers() {
            return full + ofUsers;
        }

        PeerIdentity identity(int peer) {
            return peer < full ? PeerIdentity.full(peer) : PeerIdentity.ofUser((peer - full) % PeerIdentity.USERS);
        }

        int processes(int peer) {
            return peer == twoProcesses ? 2 : 1;
        }
    }

    /** Returns a random scenario without faults. */
    public static Scenario calm(long seed) {
        return random(seed, false, false);
    }

    /** Returns a random scenario with all kinds of faults. */
    public static Scenario rough(long seed) {
        return random(seed, true, false);
    }

    /** Returns a random scenario without faults for {@linkplain NumberedDatabase rows that move}. */
    public static Scenario calmMoves(long seed) {
        return random(seed, false, true);
    }

    /** Returns a random scenario with all kinds of faults for {@linkplain NumberedDatabase rows that move}. */
    public static Scenario roughMoves(long seed) {
        return random(seed, true, true);
    }

    /** Returns a random scenario without faults, whose peers {@linkplain Step.Keep keep in sync}. */
    public static Scenario calmLive(long seed) {
        return live(seed, false);
    }

    /** Returns a random scenario with all kinds of faults, also those of hints, whose peers keep in sync. */
    public static Scenario roughLive(long seed) {
        return live(seed, true);
    }

    private static Scenario live(long seed, boolean rough) {
        Scenario plain = random(seed, rough, false);
        Topology topology = plain.topology();
        Random random = new Random(~seed);
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < topology.peers(); i++) {
            steps.add(new Step.Keep(i));
        }
        for (Step step : plain.steps()) {
            steps.add(step);
            if (random.nextBoolean()) {
                steps.add(keeping(topology, random, rough));
            }
        }
        return new Scenario(seed, topology, steps);
    }

    private static Step keeping(Topology topology, Random random, boolean rough) {
        int peer = random.nextInt(topology.peers());
        int what = random.nextInt(rough ? 16 : 8);
        if (what < 3) {
            return new Step.Keep(peer);
        } else if (what < 4) {
            return new Step.Stop(peer);
        } else if (what < 8) {
            return new Step.Go(1 << random.nextInt(10));
        } else if (what < 10) {
            return new Step.Freeze(peer, Duration.ofSeconds(random.nextInt(90)));
        }
        List<Fault> faults = Fault.ofStreams(true);
        return new Step.Disturb(peer, faults.get(random.nextInt(faults.size())), random.nextInt(6));
    }

    /** Returns a random scenario with a peer that lies. Odd seeds have faults as well. */
    public static Scenario lying(long seed) {
        return lying(seed, Lie.told(seed % 2 != 0));
    }

    /** Returns such a scenario with only some lies. */
    static Scenario lying(long seed, List<Lie> lies) {
        boolean rough = seed % 2 != 0;
        Scenario honest = random(seed, rough, false);
        Topology topology = honest.topology();
        Random random = new Random(~seed);
        List<Step> steps = new ArrayList<>();
        for (Step step : honest.steps()) {
            steps.add(step);
            if (random.nextBoolean()) {
                steps.add(lie(topology, random, lies));
                steps.add(new Step.Go(1 << random.nextInt(9)));
            }
        }
        return new Scenario(
                seed,
                new Topology(topology.full(), topology.ofUsers(), topology.twoProcesses(), topology.links(), true),
                steps);
    }

    private static Step lie(Topology topology, Random random, List<Lie> lies) {
        Lie lie = lies.get(random.nextInt(lies.size()));
        return new Step.Tell(lie, random.nextInt(topology.peers()), random.nextBoolean(), random.nextInt(1_000));
    }

    private static Scenario random(long seed, boolean rough, boolean moving) {
        Random random = new Random(seed);
        Topology topology = topology(random);
        List<Step> steps = new ArrayList<>();
        for (int i = 20 + random.nextInt(60); i > 0; i--) {
            steps.add(step(topology, random, rough, moving));
        }
        return new Scenario(seed, topology, steps);
    }

    private static Topology topology(Random random) {
        int full = 2 + random.nextInt(3);
        int ofUsers = random.nextInt(3);
        List<Link> links = new ArrayList<>();
        for (int i = 1; i < full; i++) {
            links.add(new Link(i, random.nextInt(i)));
        }
        for (int i = random.nextInt(full); i > 0; i--) {
            int client = random.nextInt(full);
            int server = random.nextInt(full);
            if (client != server) {
                links.add(new Link(client, server));
            }
        }
        for (int i = 0; i < ofUsers; i++) {
            links.add(new Link(full + i, random.nextInt(full)));
        }
        return new Topology(full, ofUsers, random.nextInt(full + ofUsers + 1) - 1, links);
    }

    private static Step step(Topology topology, Random random, boolean rough, boolean moving) {
        int peer = random.nextInt(topology.peers());
        int what = random.nextInt(rough ? 24 : 18);
        if (moving && (what < 7 || random.nextInt(4) == 0)) {
            return numbered(peer, random);
        } else if (what < 6) {
            return new Step.Edit(peer, random.nextInt(4), random.nextInt(RECORDS));
        } else if (what < 7) {
            return new Step.Delete(peer, random.nextInt(10), random.nextInt(4) == 0);
        } else if (what < 12) {
            Link link = topology.links().get(random.nextInt(topology.links().size()));
            Step.Direction[] directions = Step.Direction.values();
            Step.Direction direction = directions[random.nextInt(directions.length)];
            int partitions = moving ? Math.max(0, random.nextInt(24) - 8) : 0;
            return new Step.Sync(link.client(), link.server(), direction, partitions);
        } else if (what < 18) {
            return new Step.Go(1 << random.nextInt(9));
        } else if (what < 21) {
            List<Fault> faults = Fault.ofStreams(false);
            Fault fault = faults.get(random.nextInt(faults.size()));
            int after = random.nextInt(fault == Fault.CRASH_WITHIN ? MAX_AFTER_STATEMENTS : MAX_AFTER);
            return new Step.Disturb(peer, fault, after);
        } else if (what < 22) {
            return new Step.Resume(peer);
        }
        if (what < 23) {
            return random.nextBoolean()
                    ? new Step.Kill(peer)
                    : new Step.ClockJump(peer, Duration.ofMinutes(random.nextInt(40_000) - 20_000));
        }
        return random.nextBoolean() ? new Step.Backup(peer) : new Step.Restore(peer);
    }

    private static Step numbered(int peer, Random random) {
        int what = random.nextInt(16);
        int choice = random.nextInt(60);
        if (what < 6) {
            return new Step.Make(peer, random.nextInt(3), random.nextInt(4), choice);
        } else if (what < 8) {
            return new Step.Change(peer, choice);
        } else if (what < 12) {
            return new Step.Move(peer, choice, random.nextInt(4));
        } else if (what < 14) {
            return new Step.Refer(peer, choice, random.nextInt(60));
        } else if (what < 15) {
            return new Step.Delete(peer, choice, random.nextInt(4) == 0);
        }
        return new Step.Unite(peer);
    }
}
