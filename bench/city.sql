-- What the city page shows, as one would write it by hand for one day. Words in capitals with a colon before them are
-- filled in.

-- The register in groups of the day, and three months and a year before without groups.
SELECT district_id, village_id, kind, size, status, COUNT(*), SUM(rat) FROM (
  SELECT c.district_id, c.village_id, c.kind,
    CASE WHEN c.assets < 500000000 THEN 0 WHEN c.assets < 2500000000 THEN 1 WHEN c.assets < 10000000000 THEN 2 ELSE 3
      END AS size,
    COALESCE((SELECT s.new FROM cooperatives_statuschange s WHERE s.cooperative_id = c.id AND s."on" <= ':DAY'
      ORDER BY s."on" DESC, s.id DESC LIMIT 1), c.status) AS status,
    CASE WHEN c.last_rat_on >= ':YEAR' AND c.last_rat_on <= ':DAY' THEN 1 ELSE 0 END AS rat
  FROM cooperatives_cooperative c WHERE c.merged_into_id IS NULL AND c.legal_date <= ':DAY') found
GROUP BY 1, 2, 3, 4, 5;
SELECT COUNT(*), COUNT(CASE WHEN status IN ('active', 'attention') THEN 1 END) FROM (
  SELECT COALESCE((SELECT s.new FROM cooperatives_statuschange s WHERE s.cooperative_id = c.id AND s."on" <= ':DAY'
    ORDER BY s."on" DESC, s.id DESC LIMIT 1), c.status) AS status
  FROM cooperatives_cooperative c WHERE c.merged_into_id IS NULL AND c.legal_date <= ':DAY') found;
SELECT COUNT(*), COUNT(CASE WHEN status IN ('active', 'attention') THEN 1 END) FROM (
  SELECT COALESCE((SELECT s.new FROM cooperatives_statuschange s WHERE s.cooperative_id = c.id AND s."on" <= ':DAY'
    ORDER BY s."on" DESC, s.id DESC LIMIT 1), c.status) AS status
  FROM cooperatives_cooperative c WHERE c.merged_into_id IS NULL AND c.legal_date <= ':DAY') found;

-- The reports of eight quarters by their state, and those of the newest by place and kind.
SELECT p.year, p.quarter, CASE WHEN o.received_at < ':END' AND o.days_late = 0 THEN 'on_time'
    WHEN o.received_at < ':END' THEN 'late' WHEN o.late_after < ':DAY' THEN 'missing' ELSE 'open' END AS state,
  COUNT(*), COUNT(r.id)
FROM reports_obligation o JOIN reports_period p ON p.id = o.period_id
LEFT JOIN reports_report r ON r.obligation_id = o.id AND r.state = 'accepted' AND r.decided_at < ':END'
WHERE p.year * 4 + p.quarter IN (:PLACES) GROUP BY 1, 2, 3;

-- The sums of eight quarters.
SELECT p.year, p.quarter, SUM(r.members), COUNT(r.members), SUM(r.assets), COUNT(r.assets), SUM(r.own_capital),
  COUNT(r.own_capital), SUM(r.loans), COUNT(r.loans), SUM(s.savings), COUNT(s.savings), SUM(r.surplus), COUNT(r.surplus)
FROM reports_report r JOIN reports_obligation o ON o.id = r.obligation_id JOIN reports_period p ON p.id = o.period_id
LEFT JOIN supervision_reportsums s ON s.report_id = r.id
WHERE r.state = 'accepted' AND r.decided_at < ':END' AND p.year * 4 + p.quarter IN (:PLACES) GROUP BY 1, 2;

-- The figures of three quarters, for the same cooperatives.
SELECT o.cooperative_id, p.year, p.quarter, r.members, r.assets, r.own_capital, r.loans, s.savings, r.surplus
FROM reports_report r JOIN reports_obligation o ON o.id = r.obligation_id JOIN reports_period p ON p.id = o.period_id
LEFT JOIN supervision_reportsums s ON s.report_id = r.id
WHERE r.state = 'accepted' AND r.decided_at < ':END' AND p.year * 4 + p.quarter IN (:THREE)
