"""Who would stay in a state, and where all would, without listing states: up to 60 steps, by search over formulas.

The notions are those of `engine/stability/`. Of a party and a state s, with r the number of a state for it
(preferences.py), O the states it can reach from s by staying or moving, and A(t) those that the others can reach from t
by staying or moving:

    Nash  max r over O                            does not exceed r(s)
    GMR   max over t in O of min of r over A(t)   does not exceed r(s)
    SMR   for no t in O do both r(t) and min over u in A(t) of the max of r over what the party can reach from u

(Howard 1971; Fang, Hipel & Kilgour 1993.) Where all moves are reversible and all states feasible the second is the
maximin, and the last the minimax. Here the maxima and minima are found by a solver: a candidate, the best answer to it
by a second search, and a clause that rules out every candidate to which that answer is good enough, until there is no
candidate left (counterexample-guided: Solar-Lezama et al. 2006; Janota & Marques-Silva 2011). So are equilibria: a
state that somebody leaves is ruled out together with all states that it would leave for the same reason.

What the others can reach is a legal sequence of moves between feasible states. Rules tie steps into clusters, and a
sequence can be taken apart into one for each cluster. Where one of the others can make every change in a cluster, one
move is enough; where several are needed, the sequences are followed state by state in clusters of up to MOST_TANGLED
steps; in larger ones reach is bounded from above (any feasible state) and from below (one move of one party), and a
verdict that hangs on the difference is None: not answered.
"""
