-- What the page of the results shows, as one would write it by hand. Words in capitals with a colon before them are
-- filled in: days, and what the two databases write differently.

-- Cases by kecamatan, kelurahan and adviser, and how far they have come.
SELECT c.district_id, c.village_id, k.adviser_id, COUNT(*),
  COUNT(*) FILTER (WHERE EXISTS (SELECT 1 FROM cooperatives_contact x WHERE x.cooperative_id = k.cooperative_id
      AND x.result IN ('reached', 'promised', 'help_wanted', 'delivered') AND date(x.made_at) >= k.opened_on)
    OR EXISTS (SELECT 1 FROM revival_visit x WHERE x.case_id = k.id)
    OR EXISTS (SELECT 1 FROM revival_move m WHERE m.case_id = k.id AND m.taken_back_at IS NULL AND m.new = 'visited')
    OR k.stage = 'visited'),
  COUNT(*) FILTER (WHERE EXISTS (SELECT 1 FROM revival_answer a JOIN revival_question q ON q.id = a.question_id
      WHERE q.cooperative_id = k.cooperative_id AND q.withdrawn_at IS NULL)
    OR EXISTS (SELECT 1 FROM revival_decision x WHERE x.case_id = k.id)),
  COUNT(*) FILTER (WHERE EXISTS (SELECT 1 FROM revival_answer a JOIN revival_question q ON q.id = a.question_id
      WHERE q.cooperative_id = k.cooperative_id AND q.withdrawn_at IS NULL AND a.willing = 'yes')
    OR EXISTS (SELECT 1 FROM revival_decision x WHERE x.case_id = k.id AND x.wish = 'yes')),
  COUNT(*) FILTER (WHERE EXISTS (SELECT 1 FROM revival_visit x WHERE x.case_id = k.id)
    OR EXISTS (SELECT 1 FROM revival_move m WHERE m.case_id = k.id AND m.taken_back_at IS NULL AND m.new = 'visited')
    OR k.stage = 'visited'),
  COUNT(*) FILTER (WHERE EXISTS (SELECT 1 FROM revival_planline x WHERE x.case_id = k.id)
    OR EXISTS (SELECT 1 FROM revival_move m WHERE m.case_id = k.id AND m.taken_back_at IS NULL AND m.new = 'plan')
    OR k.stage = 'plan'),
  COUNT(*) FILTER (WHERE EXISTS (SELECT 1 FROM training_attendance x JOIN training_enrolment e ON e.id = x.enrolment_id
    JOIN training_sessionday d ON d.id = x.day_id
    WHERE e.cooperative_id = k.cooperative_id AND d.date >= k.opened_on)),
  COUNT(*) FILTER (WHERE EXISTS (SELECT 1 FROM cooperatives_annualmeeting x
      WHERE x.cooperative_id = k.cooperative_id AND x.held_on >= k.opened_on)
    OR EXISTS (SELECT 1 FROM revival_move m WHERE m.case_id = k.id AND m.taken_back_at IS NULL
      AND m.new = 'meeting_held')
    OR k.stage = 'meeting_held'),
  COUNT(*) FILTER (WHERE EXISTS (SELECT 1 FROM revival_reactivation x WHERE x.case_id = k.id)
    OR k.outcome = 'active'),
  COUNT(*) FILTER (WHERE EXISTS (SELECT 1 FROM revival_reactivation x WHERE x.case_id = k.id
    AND x."on" <= ':TWO_QUARTERS') AND c.status IN ('active', 'attention')),
  COUNT(*) FILTER (WHERE EXISTS (SELECT 1 FROM revival_reactivation x WHERE x.case_id = k.id
    AND x."on" <= ':FOUR_QUARTERS') AND c.status IN ('active', 'attention')),
  COUNT(*) FILTER (WHERE k.outcome = 'dissolved')
FROM revival_case k JOIN cooperatives_cooperative c ON c.id = k.cooperative_id AND c.merged_into_id IS NULL
GROUP BY 1, 2, 3;

-- By cause.
SELECT u.code, COUNT(*),
  COUNT(*) FILTER (WHERE EXISTS (SELECT 1 FROM revival_visit x WHERE x.case_id = k.id)
    OR EXISTS (SELECT 1 FROM revival_move m WHERE m.case_id = k.id AND m.taken_back_at IS NULL AND m.new = 'visited')
    OR k.stage = 'visited'),
  COUNT(*) FILTER (WHERE EXISTS (SELECT 1 FROM revival_planline x WHERE x.case_id = k.id)
    OR EXISTS (SELECT 1 FROM revival_move m WHERE m.case_id = k.id AND m.taken_back_at IS NULL AND m.new = 'plan')
    OR k.stage = 'plan'),
  COUNT(*) FILTER (WHERE EXISTS (SELECT 1 FROM revival_reactivation x WHERE x.case_id = k.id)
    OR k.outcome = 'active'),
  COUNT(*) FILTER (WHERE k.outcome = 'dissolved')
FROM revival_case k JOIN cooperatives_cooperative c ON c.id = k.cooperative_id AND c.merged_into_id IS NULL
JOIN revival_cause u ON u.case_id = k.id
GROUP BY 1;

-- The median of days in each stage.
:MEDIANS;

-- Passive ones that nobody coaches.
SELECT COUNT(*) FROM cooperatives_cooperative c
WHERE c.status = 'passive' AND c.merged_into_id IS NULL AND c.authority IN ('city', '')
  AND NOT EXISTS (SELECT 1 FROM revival_case k WHERE k.cooperative_id = c.id AND k.closed_on IS NULL);

-- Coached and not coached: those that were passive a year ago.
SELECT CASE
    WHEN EXISTS (SELECT 1 FROM revival_case k WHERE k.cooperative_id = c.id AND k.outcome <> 'wrong_entry'
      AND (k.closed_on IS NULL OR k.closed_on >= ':SINCE') AND k.opened_on <= ':WORKED'
      AND (k.closed_on IS NULL OR k.closed_on >= :HALF)) THEN 'coached'
    WHEN EXISTS (SELECT 1 FROM revival_case k WHERE k.cooperative_id = c.id AND k.outcome <> 'wrong_entry'
      AND (k.closed_on IS NULL OR k.closed_on >= ':SINCE')) THEN 'new'
    ELSE 'not' END,
  COUNT(*),
  COUNT(*) FILTER (WHERE c.status IN ('active', 'attention')),
  COUNT(*) FILTER (WHERE c.last_rat_on >= ':SINCE' OR EXISTS (SELECT 1 FROM cooperatives_annualmeeting x
    WHERE x.cooperative_id = c.id AND x.kind = 'rat' AND x.held_on >= ':SINCE')
    OR (c.last_rat_on IS NULL AND c.last_rat_year = :YEAR))
FROM cooperatives_cooperative c
WHERE c.merged_into_id IS NULL AND c.authority = 'city'
  AND (c.legal_date <= ':SINCE' OR (c.legal_date IS NULL AND (
    date(c.created_at) <= ':SINCE' OR c.status_on <= ':SINCE' OR c.figures_as_of <= ':SINCE'
    OR EXISTS (SELECT 1 FROM cooperatives_statuschange s WHERE s.cooperative_id = c.id AND s."on" <= ':SINCE')
    OR EXISTS (SELECT 1 FROM cooperatives_keyfigures f WHERE f.cooperative_id = c.id AND f.as_of <= ':SINCE'))))
  AND COALESCE(
    (SELECT s.new FROM cooperatives_statuschange s WHERE s.cooperative_id = c.id AND NOT s.annuls
      AND NOT EXISTS (SELECT 1 FROM cooperatives_statuschange x WHERE x.corrects_id = s.id)
      AND s."on" <= ':SINCE' ORDER BY s."on" DESC, COALESCE(s.place, s.id) DESC LIMIT 1),
    (SELECT s.old FROM cooperatives_statuschange s WHERE s.cooperative_id = c.id AND NOT s.annuls
      AND NOT EXISTS (SELECT 1 FROM cooperatives_statuschange x WHERE x.corrects_id = s.id)
      AND s."on" > ':SINCE' ORDER BY s."on", COALESCE(s.place, s.id) LIMIT 1),
    CASE WHEN (c.status_on IS NULL OR c.status_on <= ':SINCE')
      AND NOT EXISTS (SELECT 1 FROM cooperatives_statuschange s WHERE s.cooperative_id = c.id)
      THEN c.status ELSE '' END) = 'passive'
  AND NOT EXISTS (SELECT 1 FROM revival_case k WHERE k.cooperative_id = c.id AND k.outcome = 'wrong_entry'
    AND (k.closed_on IS NULL OR k.closed_on >= ':SINCE'))
GROUP BY 1;
